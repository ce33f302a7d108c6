import type { Plan } from '../../src/media/plan/plan.ts';

/** A plan of a 6 s video with 2 s segments, one or more video renditions and one audio rendition. Only its shape is real. */
export function tinyPlan(renditionIds: readonly string[] = ['360p', '720p']): Plan {
  const boundaries = [0, 50, 100, 150];
  const half = { num: 25, den: 1 };
  return {
    formatVersion: 1,
    containerStart: { num: 0, den: 1 },
    demuxer: 'mov,mp4,m4a,3gp,3g2,mj2',
    grid: { frameRate: half, boundaries },
    picture: { kind: 'still' },
    video: renditionIds.map((id) => ({
      id,
      width: 640,
      height: 360,
      frameRate: half,
      isHalfRate: false,
      maxrateBps: 856_000,
      bufferBits: 1_200_000,
      level: '3.0',
      timescale: 25_000,
      frameTicks: 1000,
    })),
    audio: [
      {
        id: 'audio',
        streamIndex: 1,
        mode: 'encode',
        bitrateBps: 128_000,
        zeroTime: { num: 0, den: 1 },
        language: 'und',
        name: 'Audio',
      } as unknown as Plan['audio'][number],
    ],
    chunks: [
      { firstSegment: 0, segmentCount: 1 },
      { firstSegment: 1, segmentCount: 2 },
    ],
    encoder: { economy: 'balanced', preset: 'superfast', crf: 23, x264Params: 'stitchable=1' },
    notes: [],
    inits: Object.fromEntries(
      [...renditionIds, 'audio'].map((id) => [id, { codecs: 'avc1.64001e', sha256: id, sizeBytes: 700 }]),
    ),
  };
}
