import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAudioSpecificConfig } from '../aac/audio-specific-config.ts';
import { toAnnexB } from '../avc/annex-b.ts';
import { parseAvcConfiguration } from '../avc/avc-configuration.ts';
import { parseSps } from '../avc/sps.ts';
import { MediaError } from '../media-error.ts';
import { walkBoxes } from './box.ts';
import { FragmentSplitter, type SplitPiece } from './fragment-splitter.ts';
import { readFragment, readFragments } from './fragment.ts';
import { readInit } from './init.ts';
import { retimeFragment } from './retime-fragment.ts';

let clips: { readonly video: Uint8Array; readonly audio: Uint8Array };

beforeAll(() => {
  clips = {
    video: encode('-f lavfi -i testsrc2=s=160x90:r=30 -t 2.5 -c:v libx264 -preset superfast -g 30 -pix_fmt yuv420p'),
    audio: encode('-f lavfi -i sine=d=1.5 -ac 2 -c:a aac -b:a 96k'),
  };
});

function encode(words: string): Uint8Array {
  const flags = '+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets+skip_trailer';
  const args = ['-v', 'error', '-nostdin', ...words.split(' '), '-movflags', flags, '-f', 'mp4', 'pipe:1'];
  return new Uint8Array(execFileSync(process.env['FFMPEG_PATH'] ?? 'ffmpeg', args, { maxBuffer: 2 ** 26 }));
}

function split(file: Uint8Array): SplitPiece[] {
  const splitter = new FragmentSplitter();
  const pieces = splitter.push(file);
  splitter.finish();
  return pieces;
}

describe('damaged clips', () => {
  /** Runs everything that reads bytes from outside and counts how often it refused; any other error goes through. */
  function readAll(file: Uint8Array): number {
    let refusals = 0;
    const attempt = <T>(read: () => T): T | undefined => {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof MediaError)) throw error;
        refusals++;
        return undefined;
      }
    };
    attempt(() => walkBoxes(file));
    const pieces = attempt(() => split(file));
    const track = attempt(() => readInit(file))?.tracks[0];
    const configuration = attempt(() => track?.avcConfiguration && parseAvcConfiguration(track.avcConfiguration));
    attempt(() => configuration?.sps.map(parseSps));
    attempt(() => track?.audioSpecificConfig && parseAudioSpecificConfig(track.audioSpecificConfig));
    attempt(() => readFragments(file, track));
    for (const { kind, bytes } of pieces ?? []) {
      if (kind === 'init') continue;
      attempt(() => retimeFragment(bytes, { sequenceNumber: 5, baseDecodeTimeTicks: 2 ** 40 }));
      const facts = attempt(() => readFragment(bytes, track));
      if (!facts || !configuration) continue;
      for (const { offsetBytes, sizeBytes } of facts.samples) {
        attempt(() => toAnnexB(bytes.subarray(offsetBytes, offsetBytes + sizeBytes), configuration));
      }
    }
    return refusals;
  }

  const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 8, 0x7f, 0x80, 0xff));
  // Half of the places in the headers, where they hurt.
  const place = fc.noBias(fc.nat(2 ** 24 - 1)).map((value) => value / 2 ** 24);
  const change = fc.record({ place, isHeader: fc.boolean(), bytes: fc.array(value, { minLength: 1, maxLength: 4 }) });

  it.each(['video', 'audio'] as const)('of %s are read or refused with MediaError, in no time', (kind) => {
    const file = clips[kind];
    const mdat = walkBoxes(file).find(({ type }) => type === 'mdat')!;
    const headerBytes = mdat.offset + mdat.headerSize;
    let slowestMs = 0;
    const outcomes = { read: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), fc.option(place, { freq: 1 }), (changes, cut) => {
        const damaged = new Uint8Array(file);
        for (const { place: at, isHeader, bytes } of changes) {
          const start = Math.floor(at * ((isHeader ? headerBytes : file.length) - bytes.length));
          damaged.set(bytes, start);
        }
        const started = performance.now();
        const refusals = readAll(cut === null ? damaged : damaged.subarray(0, Math.floor(cut * damaged.length)));
        outcomes[refusals > 0 ? 'refused' : 'read']++;
        slowestMs = Math.max(slowestMs, performance.now() - started);
      }),
      { numRuns: 1500 },
    );
    expect(slowestMs).toBeLessThan(2000);
    // Otherwise the damage tests nothing: too much of it, or in places nobody reads.
    expect(outcomes.read).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(100);
  });

  it('cut off anywhere are refused by the splitter', () => {
    const { video } = clips;
    let end = 0;
    const ends = [0, ...split(video).map(({ bytes }) => (end += bytes.length))];
    expect(ends.at(-1)).toBe(video.length);
    for (const length of ends) split(video.subarray(0, length));
    fc.assert(
      fc.property(fc.noBias(fc.nat(video.length)), (length) => {
        fc.pre(!ends.includes(length));
        expect(() => split(video.subarray(0, length))).toThrow(MediaError);
      }),
    );
  });
});
