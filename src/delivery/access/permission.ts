import { AppError } from '../../kernel/app-error.ts';
import { ShortMemory } from '../short-memory.ts';
import type { PlaybackTokens, TokenHolder } from './playback-token.ts';

/** What is asked of the rest of the house; `main` joins accounts, videos and training to answer it. */
export interface PlayPolicy {
  /** Whether the session or key is still good. Asked for every request: whoever answers remembers for some seconds. */
  isStillGood(holder: TokenHolder): Promise<boolean>;
  /** Whether it is, and its person may watch this video now, or might a second ago. */
  mayPlay(holder: TokenHolder, videoId: string): Promise<boolean>;
  /** Undefined: there is no such video. */
  visibilityOf(videoId: string): Promise<'private' | 'public' | undefined>;
}

/** Decides whether a media request is answered. */
export interface PlayGuard {
  /**
   * Answers for how long, in ms, the yes may be kept by somebody else. Throws AppError PLAYBACK_NOT_ALLOWED, and NOT_FOUND where
   * an address without a token names no video.
   */
  check(request: PlayRequest): Promise<number>;
}

/** What a media request says of who asks. */
export interface PlayRequest {
  readonly videoId: string;
  /** From the address; undefined for that of a public video. */
  readonly token?: string | undefined;
  /** Value of the session cookie that came with it. */
  readonly cookie?: string | undefined;
  /** The key that came in a header of its own: a program that has one needs no token. */
  readonly key?: TokenHolder | undefined;
  /** What nobody gets without a name, not even of a public video. */
  readonly isForHoldersOnly?: boolean;
}

/**
 * A guard that asks once in 9 s whether a viewer may watch a video; requests in between cost no question to the tables. Who
 * leaves a course gets no more bytes after 10 s (what is asked may be a second old), and whose session has ended as soon as accounts know it (5 s).
 */
export function createPlayGuard(options: {
  readonly policy: PlayPolicy;
  readonly tokens: Pick<PlaybackTokens, 'read'>;
  readonly nowMs: () => number;
}): PlayGuard {
  const { policy, tokens, nowMs } = options;
  // A refusal is asked for again: who has just enrolled need not wait.
  const allowed = new ShortMemory<boolean>({ nowMs, keptMs: 9_000, isKept: (isAllowed) => isAllowed });
  const open = new ShortMemory<'private' | 'public' | undefined>({
    ...{ nowMs, keptMs: 5_000 },
    isKept: (visibility) => visibility === 'public',
  });
  return {
    async check({ videoId, token, cookie, key: bearer, isForHoldersOnly = false }) {
      const holder = (token === undefined ? undefined : tokens.read(token, videoId, cookie)) ?? bearer;
      if (holder) {
        const key = `${holder.kind} ${holder.id} ${videoId}`;
        const mayPlay = await allowed.ask(key, () => policy.mayPlay(holder, videoId));
        if (mayPlay && (await policy.isStillGood(holder))) return allowed.goodForMs(key);
      }
      const visibility = await open.ask(videoId, () => policy.visibilityOf(videoId));
      if (visibility === 'public' && !isForHoldersOnly) return open.goodForMs(videoId);
      if (visibility === undefined && (token === undefined || bearer)) {
        throw new AppError('NOT_FOUND', { message: 'There is no such part of a stream.' });
      }
      throw new AppError('PLAYBACK_NOT_ALLOWED', {
        message: 'This address does not let you watch the video (any more).',
      });
    },
  };
}
