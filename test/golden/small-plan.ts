import { lowestAvcLevel } from '../../src/media/avc/level.ts';
import { DEFAULT_GRID_POLICY, makeGrid } from '../../src/media/grid/grid.ts';
import { planChunks } from '../../src/media/plan/plan-chunks.ts';
import type { AudioRendition, Plan, VideoRendition } from '../../src/media/plan/plan.ts';
import { divide, type Rational, rational } from '../../src/media/rational.ts';
import { segmentCount } from '../../src/media/grid/grid.ts';
import type { FilledCell } from '../../src/videos/cell.ts';

/** A made-up plan with the sizes given: for writers, which look at nothing else. */
function smallPlan(options: {
  readonly frameRate: Rational;
  readonly frames: number;
  /** Short sides, lowest first; `half` takes every second frame. */
  readonly video: readonly { readonly shortSide: number; readonly half?: boolean; readonly capBps: number }[];
  readonly audio: readonly { readonly sampleRate: number; readonly language: string; readonly name: string }[];
}): Plan {
  const hasHalfRate = options.video.some((video) => video.half);
  const grid = makeGrid(options.frameRate, options.frames, DEFAULT_GRID_POLICY, hasHalfRate);
  const video = options.video.map(({ shortSide, half = false, capBps }): VideoRendition => {
    const frameRate = half ? divide(options.frameRate, rational(2)) : options.frameRate;
    const factor = frameRate.num >= 10_000 ? 1 : 1000;
    return {
      id: `${shortSide}p`,
      width: Math.round((shortSide * 16) / 9 / 2) * 2,
      height: shortSide,
      frameRate,
      isHalfRate: half,
      maxrateBps: Math.round(capBps * 1.07),
      bufferBits: Math.round(capBps * 1.5),
      level: levelOf(shortSide, frameRate),
      timescale: frameRate.num * factor,
      frameTicks: frameRate.den * factor,
    };
  });
  const audio = options.audio.map(({ sampleRate, language, name }, i): AudioRendition => ({
    id: i === 0 ? 'audio' : `audio-${i + 1}`,
    streamIndex: i + 1,
    mode: 'encode',
    bitrateBps: 128_000,
    zeroTime: rational(0),
    language,
    name,
    sampleRate,
    firstFrameSample: 0,
  }));
  const inits = Object.fromEntries([
    ...video.map(({ id, level }) => [
      id,
      { codecs: `avc1.6400${Math.round(Number(level) * 10).toString(16)}`, ...INIT_FILE },
    ]),
    ...audio.map(({ id }) => [id, { codecs: 'mp4a.40.2', ...INIT_FILE }]),
  ]) as Plan['inits'];
  return {
    formatVersion: 1,
    containerStart: rational(0),
    demuxer: 'mov',
    grid,
    picture: {
      kind: 'frames',
      streamIndex: 0,
      zeroTime: rational(0),
      isDeinterlaced: false,
      isAutorotated: true,
      inputMatrix: 'bt709',
      inputRange: 'tv',
      keyFrameTimes: [0],
    },
    video,
    audio,
    chunks: planChunks(grid, [0]).chunks,
    encoder: { economy: 'balanced', preset: 'superfast', crf: 23, x264Params: '' },
    notes: [],
    inits,
  };
}

function levelOf(shortSide: number, frameRate: Rational): string {
  const size = { width: Math.round((shortSide * 16) / 9 / 2) * 2, height: shortSide };
  return lowestAvcLevel({ ...size, frameRate, maxBitrateBps: 0, bufferBits: 0, referenceFrames: 3 })!;
}

const INIT_FILE = { sha256: '0'.repeat(64), sizeBytes: 800 };

/** Filled cells of plausible, unequal sizes: the same for the same plan. */
export function smallCells(plan: Plan): FilledCell[] {
  return [...plan.video, ...plan.audio].flatMap(({ id }, row) =>
    Array.from({ length: segmentCount(plan.grid) }, (_, segmentIndex): FilledCell => {
      const isVideo = row < plan.video.length;
      const sizeBytes = isVideo ? 100_000 * (row + 1) + 7_919 * segmentIndex : 32_000 + 17 * segmentIndex;
      return {
        renditionId: id,
        segmentIndex,
        sizeBytes,
        sha256: '0'.repeat(64),
        sampleCount: 1,
        durationTicks: 1,
        keyFrameEndBytes: isVideo ? Math.floor(sizeBytes / 3) : 0,
        costMs: 1,
      };
    }),
  );
}

/** 29.97 frames a second, two qualities, two languages, a remainder joined to the last segment. */
export function lecturePlan(): Plan {
  return smallPlan({
    frameRate: rational(30000, 1001),
    frames: 440,
    video: [
      { shortSide: 360, capBps: 800_000 },
      { shortSide: 720, capBps: 2_800_000 },
    ],
    audio: [
      { sampleRate: 48_000, language: 'en', name: 'English' },
      { sampleRate: 44_100, language: 'de', name: 'Deutsch "leicht" & klar' },
    ],
  });
}

/** 59.94 frames a second with a lowest quality at half of it, and an odd number of frames. */
export function sportPlan(): Plan {
  return smallPlan({
    frameRate: rational(60000, 1001),
    frames: 601,
    video: [
      { shortSide: 480, half: true, capBps: 1_400_000 },
      { shortSide: 720, capBps: 2_800_000 },
    ],
    audio: [{ sampleRate: 48_000, language: 'und', name: 'Audio' }],
  });
}

/** 10 frames a second, one quality, silent, shorter than a segment. */
export function silentPlan(): Plan {
  return smallPlan({
    frameRate: rational(10),
    frames: 9,
    video: [{ shortSide: 360, capBps: 800_000 }],
    audio: [],
  });
}
