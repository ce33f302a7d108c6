import { describe, expect, it } from 'vitest';

import { isForOtherSites, PlaybackTokens, splitToken } from './playback-token.ts';

const HOUR_MS = 3_600_000;
const VIDEO = 'v1de0v1de0v1de0v1de0';
const session = { kind: 'session', id: 'session/1 ü' } as const;
const key = { kind: 'key', id: 'environment' } as const;

let nowMs = 1_800_000_123_456;
const tokens = new PlaybackTokens({ secret: 'a secret of this installation', nowMs: () => nowMs });

describe('playback tokens', () => {
  it("name their holder, for their video and with the session's cookie only", () => {
    const { token } = tokens.create(session, VIDEO, 'cookie');
    expect(tokens.read(token, VIDEO, 'cookie')).toEqual(session);
    expect(tokens.read(token, VIDEO, 'other')).toBeUndefined();
    expect(tokens.read(token, VIDEO)).toBeUndefined();
    expect(tokens.read(token, 'v1de0v1de0v1de0v1de1', 'cookie')).toBeUndefined();
    expect(tokens.read(tokens.create(key, VIDEO).token, VIDEO)).toEqual(key);
    // Whatever cookie a browser sends along.
    expect(tokens.read(tokens.create(key, VIDEO).token, VIDEO, 'cookie')).toEqual(key);
  });

  it('cannot be made up, changed or taken from another installation', () => {
    const { token } = tokens.create(session, VIDEO, 'cookie');
    for (let at = 0; at < token.length; at++) {
      const changed = `${token.slice(0, at)}${token[at] === 'x' ? 'y' : 'x'}${token.slice(at + 1)}`;
      // The last letter of a signature holds bits that mean nothing; it must still be the same letter.
      expect(tokens.read(changed, VIDEO, 'cookie')).toBeUndefined();
    }
    for (const text of ['', '.', 's.', token.slice(1), `${token}x`, 's0..', `k${token.slice(1)}`]) {
      expect(tokens.read(text, VIDEO, 'cookie')).toBeUndefined();
    }
    const other = new PlaybackTokens({ secret: 'another', nowMs: () => nowMs });
    expect(other.read(token, VIDEO, 'cookie')).toBeUndefined();
    expect(tokens.read(tokens.create(session, VIDEO, '').token, VIDEO, '')).toBeUndefined();
  });

  it('hold two hours for a session and twelve for a key, at least, and then no more', () => {
    for (const [holder, hours] of [
      [session, 2],
      [key, 12],
    ] as const) {
      const { token, expiresAtMs } = tokens.create(holder, VIDEO, 'cookie');
      const lifeMs = expiresAtMs - nowMs;
      expect(lifeMs).toBeGreaterThanOrEqual(hours * HOUR_MS);
      expect(lifeMs).toBeLessThanOrEqual(1.25 * hours * HOUR_MS);
      const madeAtMs = nowMs;
      nowMs = expiresAtMs - 1;
      expect(tokens.read(token, VIDEO, 'cookie')).toEqual(holder);
      nowMs = expiresAtMs;
      expect(tokens.read(token, VIDEO, 'cookie')).toBeUndefined();
      nowMs = madeAtMs;
    }
  });

  it('stay the same for a while, so that a page that is told of a video again need not load it again', () => {
    const first = tokens.create(session, VIDEO, 'cookie').token;
    nowMs += 60_000;
    expect(tokens.create(session, VIDEO, 'cookie').token).toBe(first);
    nowMs += HOUR_MS;
    expect(tokens.create(session, VIDEO, 'cookie').token).not.toBe(first);
  });

  it('are told from the id of a video, and say which may be used on other sites', () => {
    const { token } = tokens.create(session, VIDEO, 'cookie');
    expect(splitToken(`${token}/${VIDEO}/master.m3u8`)).toEqual({ token, rest: `${VIDEO}/master.m3u8` });
    expect(splitToken(`${VIDEO}/master.m3u8`)).toEqual({ rest: `${VIDEO}/master.m3u8` });
    expect(splitToken('master.m3u8')).toEqual({ rest: 'master.m3u8' });
    expect(isForOtherSites(token)).toBe(false);
    expect(isForOtherSites(tokens.create(key, VIDEO).token)).toBe(true);
    expect(isForOtherSites(undefined)).toBe(true);
  });
});
