import type { VideoFacts } from '../facts/media-facts.ts';
import { type Rational, toNumber } from '../rational.ts';
import type { FramesPicture } from './plan.ts';

/** How the source's frames become upright, progressive SDR frames; adds a note for each thing done. */
export function planPicture(
  video: VideoFacts,
  zeroTime: Rational,
  containerStart: Rational,
  notes: string[],
): FramesPicture {
  const toneMap = hdrCurve(video.colour.transfer);
  if (toneMap) notes.push('High dynamic range (HDR), converted to SDR.');
  const widePrimaries = toneMap ? undefined : primariesBeyond709(video.colour.primaries);
  if (widePrimaries) notes.push('Wide colour gamut, converted to that of ordinary screens (BT.709).');
  if (video.isInterlaced) notes.push('Interlaced picture, deinterlaced.');
  const start = toNumber(containerStart);
  return {
    kind: 'frames',
    streamIndex: video.streamIndex,
    zeroTime,
    isDeinterlaced: video.isInterlaced === true,
    isAutorotated: video.rotationDegrees !== undefined,
    toneMap,
    inputMatrix: inputMatrix(video),
    inputRange: video.colour.range ?? 'tv',
    ...(widePrimaries && { widePrimaries }),
    ...(video.x264Build !== undefined && { x264Build: video.x264Build }),
    keyFrameTimes: video.timing.keyFrameTimes.map((time) => time - start),
  };
}

/** Transfer characteristics of ITU-R BT.2100: PQ and HLG. */
function hdrCurve(transfer: string | undefined): 'pq' | 'hlg' | undefined {
  if (transfer === 'smpte2084') return 'pq';
  return transfer === 'arib-std-b67' ? 'hlg' : undefined;
}

/** BT.470's and SMPTE 170M's are so near to BT.709's that nobody converts them. */
function primariesBeyond709(primaries: string | undefined): 'bt2020' | 'smpte432' | undefined {
  return primaries === 'bt2020' || primaries === 'smpte432' ? primaries : undefined;
}

/** Untagged pictures are what broadcast made of that size: BT.601 below 720 lines, BT.709 from there on. */
function inputMatrix(video: VideoFacts): 'bt601' | 'bt709' | 'bt2020' {
  const { matrix } = video.colour;
  if (matrix?.startsWith('bt2020')) return 'bt2020';
  if (matrix === 'bt709') return 'bt709';
  if (matrix !== undefined && matrix !== 'gbr') return 'bt601';
  return Math.min(video.width, video.height) >= 720 ? 'bt709' : 'bt601';
}
