import { describe, expect, it } from 'vitest';

import type { AudioFacts } from '../facts/media-facts.ts';
import { DEFAULT_GRID_POLICY, makeGrid } from '../grid/grid.ts';
import { rational } from '../rational.ts';
import { planAudio } from './plan-audio.ts';

const GRID = makeGrid(rational(25), 250, DEFAULT_GRID_POLICY);

function track(
  change: Partial<AudioFacts> = {},
  gaplessStartSample: number | null = -1024,
  packetCount = 480,
): AudioFacts {
  return {
    streamIndex: 1,
    codec: 'aac',
    profile: 'LC',
    sampleRate: 48_000,
    channels: 2,
    bitrateBps: 128_000,
    isDefault: true,
    timing: {
      startTime: rational(0),
      endTime: rational(10),
      packetCount,
      gaplessStartSample: gaplessStartSample ?? undefined,
    },
    ...change,
  };
}

function planned(tracks: readonly AudioFacts[], zero = rational(0)) {
  return planAudio(tracks, GRID, zero);
}

describe('planAudio', () => {
  it.each<[string, AudioFacts, number]>([
    ['priming of one frame', track(), 0],
    ['priming of 2112 samples', track({}, -2112), -64],
    ['priming of 4608 samples', track({}, -4608), -512],
    ['no priming', track({}, 0), 0],
    ['44.1 kHz', track({ sampleRate: 44_100 }), 0],
    ['just long enough', track({}, 0, 469), 0],
    ['just thin enough', track({ bitrateBps: 160_000 }), 0],
  ])('copies AAC with %s', (_name, source, firstFrameSample) => {
    expect(planned([source])).toMatchObject([
      { mode: 'copy', firstFrameSample, sampleRate: source.sampleRate, bitrateBps: source.bitrateBps },
    ]);
  });

  it.each<[string, AudioFacts]>([
    ['another codec', track({ codec: 'mp3', profile: undefined })],
    ['HE-AAC', track({ profile: 'HE-AAC' })],
    ['one channel', track({ channels: 1 })],
    ['5.1', track({ channels: 6 })],
    ['another sample rate', track({ sampleRate: 32_000 })],
    ['too many bits', track({ bitrateBps: 160_001 })],
    ['an unknown rate', track({ bitrateBps: undefined })],
    ['holes', track({}, null)],
    ['a late start', track({}, 1)],
    ['an early end', track({}, 0, 468)],
  ])('encodes %s', (_name, source) => {
    expect(planned([source])).toMatchObject([{ mode: 'encode', firstFrameSample: 0, bitrateBps: 128_000 }]);
  });

  it('counts the priming from zero, wherever the container starts', () => {
    const late = track({}, 90_000 * 48_000 - 2112, 500);
    expect(planned([late], rational(90_000))).toMatchObject([
      { mode: 'copy', firstFrameSample: -64, zeroTime: rational(90_000) },
    ]);
  });

  it('keeps 44.1 kHz and makes every other rate 48 kHz', () => {
    const rates = [8000, 22_050, 44_100, 48_000, 96_000, 192_000].map(
      (sampleRate) => planned([track({ codec: 'flac', sampleRate })])[0]?.sampleRate,
    );
    expect(rates).toEqual([48_000, 48_000, 44_100, 48_000, 48_000, 48_000]);
  });

  it('puts the default track first and keeps at most eight', () => {
    const tracks = Array.from({ length: 12 }, (_, i) => track({ streamIndex: i, isDefault: i === 5 }));
    const audio = planned(tracks);
    expect(audio.map(({ id, streamIndex }) => `${id}:${streamIndex}`)).toEqual([
      'audio:5',
      'audio-2:0',
      'audio-3:1',
      'audio-4:2',
      'audio-5:3',
      'audio-6:4',
      'audio-7:6',
      'audio-8:7',
    ]);
  });

  it.each([
    ['eng', 'en'],
    ['ger', 'de'],
    ['deu', 'de'],
    ['gsw', 'gsw'],
    ['en-US', 'en-US'],
    ['und', 'und'],
    [undefined, 'und'],
    ['', 'und'],
    ['English', 'und'],
    ['e"n', 'und'],
    ['en\nEXT', 'und'],
  ])('writes the language %j as %s', (said, language) => {
    expect(planned([track({ language: said })])[0]?.language).toBe(language);
  });

  it('names tracks by their title, else by their language, and no two alike (RFC 8216, 4.3.4.2.1)', () => {
    const names = (tracks: readonly AudioFacts[]): string[] => planned(tracks).map((audio) => audio.name);
    expect(names([track({ title: 'Comment"ary\r\n #1' })])).toEqual(['Comment ary   #1']);
    expect(names([track({ title: ' ', language: 'deu' })])).toEqual(['de']);
    expect(names([track()])).toEqual(['Audio']);
    expect(names([track(), track()])).toEqual(['Audio 1', 'Audio 2']);
    expect(names([track({ language: 'eng' }), track({ language: 'eng' })])).toEqual(['en 1', 'en 2']);
    const stereo = names([track({ title: 'Stereo' }), track({ title: 'Stereo' }), track({ title: 'Stereo 2' })]);
    expect(new Set(stereo).size).toBe(3);
    expect(stereo[0]).toBe('Stereo');
    expect(names([track({ title: 'x'.repeat(1000) })])[0]).toHaveLength(80);
  });

  it('is empty for a silent video', () => {
    expect(planned([])).toEqual([]);
  });
});
