import { segmentStart, segmentStartFrame } from '../grid/grid.ts';
import type { Chunk, FramesPicture, PlanDraft, VideoRendition } from '../plan/plan.ts';
import { divide, multiply, type Rational, rational, toDecimalSeconds } from '../rational.ts';

/** The label of a rendition's frames in the filter graph, for `-map`. */
export function outputLabel(index: number): string {
  return `[o${index}]`;
}

/** What differs from the usual graph. */
export interface PictureFilterOptions {
  /** Only this many frames, from the chunk's start. */
  readonly onlyFrames?: number;
  /** Fill a chunk that has no decodable frame of its own (damage, or sound that outlasts the picture). */
  readonly holdsLastPicture?: boolean;
}

/**
 * One filter graph that turns the source into the frames of every wanted rendition for a chunk: decoded once, scaled in
 * a cascade from the largest down (half the cost of scaling each from the source).
 *
 * Frames carry numbers from 0 as times. `renditions` must be in descending size; output i is labelled `outputLabel(i)`.
 */
export function pictureFilterGraph(
  plan: PlanDraft,
  chunk: Chunk,
  renditions: readonly VideoRendition[],
  options: PictureFilterOptions = {},
): string {
  const { grid } = plan;
  const start = segmentStart(grid, chunk.firstSegment);
  const chunkFrames =
    segmentStartFrame(grid, chunk.firstSegment + chunk.segmentCount) - segmentStartFrame(grid, chunk.firstSegment);
  const frames = options.onlyFrames ?? chunkFrames;
  const rate = fraction(grid.frameRate);
  const head =
    plan.picture.kind === 'still'
      ? [`[0:v:0]trim=end_frame=${frames}`, 'setpts=N']
      : [
          ...sourceFilters(plan.picture),
          // The last picture before the chunk goes on where nothing after it can be decoded.
          ...(options.holdsLastPicture
            ? [`fps=fps=${rate}:round=near:eof_action=pass`, 'tpad=stop=-1:stop_mode=clone']
            : []),
          // The same grid in every chunk, whatever frame the seek landed on. `pass`: the end of the source is told a
          // millisecond after its last frame where that has no length, and rounding would drop the only picture.
          `fps=fps=${rate}:start_time=${toDecimalSeconds(start)}:round=near:eof_action=pass`,
          // Exactly this many frames, even where the source is cut short.
          'tpad=stop=-1:stop_mode=clone',
          `trim=end_frame=${frames}`,
          'setpts=N',
        ];
  return [`${head.join(',')}[c0]`, ...cascade(plan, renditions)].join(';');
}

function sourceFilters(picture: FramesPicture): string[] {
  return [
    `[0:${picture.streamIndex}]setpts=PTS-(${fraction(picture.zeroTime)})/TB`,
    ...(picture.isDeinterlaced ? ['bwdif=mode=send_frame'] : []),
  ];
}

function cascade(plan: PlanDraft, renditions: readonly VideoRendition[]): string[] {
  let isHalved = false;
  return renditions.map((rendition, i) => {
    const steps: string[] = [];
    if (rendition.isHalfRate && !isHalved) {
      isHalved = true;
      steps.push('framestep=2', `settb=${fraction(divide(rational(2), plan.grid.frameRate))}`, 'setpts=N');
    }
    const isFirst = i === 0;
    steps.push(...scale(plan, rendition, isFirst));
    const isLast = i === renditions.length - 1;
    const outputs = isLast ? outputLabel(i) : `,split${outputLabel(i)}[c${i + 1}]`;
    return `[c${i}]${steps.join(',')}${outputs}`;
  });
}

/** To the rendition's size in square pixels, BT.709 limited range, 8-bit 4:2:0: what every player shows right. */
function scale(plan: PlanDraft, rendition: VideoRendition, isFirst: boolean): string[] {
  const size = `scale=${rendition.width}:${rendition.height}:flags=bicubic`;
  const finish = ['setsar=1', 'format=yuv420p'];
  const { picture } = plan;
  if (!isFirst || picture.kind === 'still') {
    return [`${size}:in_color_matrix=bt709:out_color_matrix=bt709:in_range=tv:out_range=tv`, ...finish];
  }
  if (picture.toneMap) return [size, ...toneMap(picture), ...finish];
  return [...convertColours(picture, size), ...finish];
}

/** Planar ones, the least that keep what a source has. */
const CONVERTED_FORMATS = 'yuv420p|yuv422p|yuv444p|yuv420p10le|yuv422p10le|yuv444p10le';

/** zimg's names of the matrices, which are FFmpeg's as well. */
const MATRICES = { bt601: '170m', bt709: '709', bt2020: '2020_ncl' } as const;

/** SDR of any matrix, range and gamut. `scale` is fast, but what it converts comes out darker by up to 4 of 255. */
function convertColours({ inputMatrix, inputRange, widePrimaries }: FramesPicture, size: string): string[] {
  const asItIs = `${size}:in_color_matrix=${inputMatrix}:out_color_matrix=${inputMatrix}:in_range=${inputRange}:out_range=${inputRange}`;
  if (inputMatrix === 'bt709' && inputRange === 'tv' && !widePrimaries) return [asItIs];
  const range = inputRange === 'pc' ? 'full' : 'limited';
  // Sizes stay: each pixel takes the colour it has, and colours do not run into each other.
  const input = `filter=point:matrixin=${MATRICES[inputMatrix]}:rangein=${range}`;
  const steps = widePrimaries
    ? [
        `zscale=${input}:primariesin=${widePrimaries}:primaries=709:transferin=709:transfer=709:matrix=gbr:range=full`,
        'format=gbrp10le', // cuts off what no ordinary screen can show; as Y, Cb and Cr it would take its neighbours along
        'zscale=matrix=709:range=limited',
      ]
    : [`zscale=${input}:matrix=709:range=limited`];
  return [asItIs, `format=${CONVERTED_FORMATS}`, ...steps];
}

/** ITU-R BT.2408: what white paper and graphics give in HDR, in cd/m2. */
const REFERENCE_WHITE_NITS = 203;
/** The peak that HLG is defined for (BT.2100) and that most PQ is made for; what is brighter is white. */
const HDR_PEAK_NITS = 1000;

/**
 * PQ or HLG to SDR: linear light where 1 is reference white, BT.709 primaries, a shoulder, after scaling down because it
 * works in floats.
 *
 * A grey card is as bright as in SDR (26 of 203 cd/m2 are a signal of 42 %). White would be SDR's 100 %, but lights above
 * it need room: from half of its light on the shoulder brings the peak to 100 %, and white to 89 %. (Hable's curve, which
 * darkens everything, brought white to 75 %: slides looked grey.)
 */
function toneMap(picture: FramesPicture): string[] {
  const curve = picture.toneMap === 'pq' ? 'smpte2084' : 'arib-std-b67';
  const range = picture.inputRange === 'pc' ? 'full' : 'limited';
  const input = `transferin=${curve}:matrixin=2020_ncl:primariesin=2020:rangein=${range}`;
  const peak = (HDR_PEAK_NITS / REFERENCE_WHITE_NITS).toFixed(4);
  return [
    'format=yuv420p10le',
    // All of it named: often only the curve is tagged, and zscale knows no way to what is unknown.
    `zscale=${input}:transfer=linear:npl=${REFERENCE_WHITE_NITS}:primaries=709`,
    'format=gbrpf32le',
    `tonemap=tonemap=mobius:param=0.5:peak=${peak}:desat=0`,
    'zscale=transfer=709:matrix=709:range=limited',
  ];
}

function fraction(value: Rational): string {
  return `${value.num}/${value.den}`;
}

/** Times of the chunk's segment starts on the chunk's own clock, for `-force_key_frames`. */
export function keyFrameTimes(plan: PlanDraft, chunk: Chunk): string {
  const first = segmentStartFrame(plan.grid, chunk.firstSegment);
  const times: string[] = [];
  for (let i = 0; i < chunk.segmentCount; i++) {
    const frames = segmentStartFrame(plan.grid, chunk.firstSegment + i) - first;
    times.push(toDecimalSeconds(multiply(rational(frames), divide(rational(1), plan.grid.frameRate))));
  }
  return times.join(',');
}
