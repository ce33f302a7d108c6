import { describe, expect, it } from 'vitest';

import { rational } from '../rational.ts';
import { audioFrameCount, audioFrameStartSample, audioSegmentStartFrame } from './audio-grid.ts';
import { DEFAULT_GRID_POLICY, makeGrid, segmentCount } from './grid.ts';

function starts(
  frameRate: ReturnType<typeof rational>,
  frames: number,
  sampleRate: number,
  firstFrameSample = 0,
): number[] {
  const grid = makeGrid(frameRate, frames, DEFAULT_GRID_POLICY);
  const track = { sampleRate, firstFrameSample };
  return Array.from({ length: segmentCount(grid) + 1 }, (_, i) => audioSegmentStartFrame(grid, track, i));
}

describe('audioSegmentStartFrame', () => {
  it('gives a segment the frames that begin inside it', () => {
    // 2 s are 93.75 frames of 1024 samples at 48 kHz: the 94th begins after the border.
    expect(starts(rational(25), 250, 48_000)).toEqual([0, 94, 188, 282, 469]);
    expect(starts(rational(30_000, 1001), 240, 44_100)).toEqual(
      [0, 87, 173, 345].slice(0, 1).concat([87, 173, 259, 345]),
    );
  });

  it('counts a frame that begins exactly at a border to the segment after it', () => {
    // 16 s are exactly 750 frames at 48 kHz.
    const grid = makeGrid(rational(25), 800, { leadSegments: [], segment: rational(16) });
    expect(audioSegmentStartFrame(grid, { sampleRate: 48_000, firstFrameSample: 0 }, 1)).toBe(750);
    expect(audioSegmentStartFrame(grid, { sampleRate: 48_000, firstFrameSample: -1 }, 1)).toBe(751);
  });

  it('begins a copied track with the frame that zero lies in', () => {
    const track = { sampleRate: 48_000, firstFrameSample: -512 };
    expect([0, 1, 2].map((frame) => audioFrameStartSample(track, frame))).toEqual([0, 512, 1536]);
    expect(starts(rational(25), 250, 48_000, -512)).toEqual([0, 95, 188, 282, 470]);
  });

  it('has a frame for the shortest video there is', () => {
    const grid = makeGrid(rational(60), 1, DEFAULT_GRID_POLICY);
    expect(audioFrameCount(grid, { sampleRate: 44_100, firstFrameSample: 0 })).toBe(1);
    expect(audioFrameCount(grid, { sampleRate: 48_000, firstFrameSample: -1023 })).toBe(2);
  });

  it('stays exact after twelve hours of 59.94 frames a second', () => {
    const frames = 12 * 3600 * 60;
    const grid = makeGrid(rational(60_000, 1001), frames, DEFAULT_GRID_POLICY);
    const samples = (BigInt(frames) * 1001n * 44_100n) / 60_000n; // whole: 43,243.2 s
    expect(audioFrameCount(grid, { sampleRate: 44_100, firstFrameSample: 0 })).toBe(Number((samples + 1023n) / 1024n));
  });
});
