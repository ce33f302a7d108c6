import type { SourceInput } from '../../media/ffmpeg/input-arguments.ts';
import {
  comparePictures,
  type Disagreement,
  isAmongSourcePictures,
  type RenditionPictures,
} from '../../media/rules/pictures/compare-pictures.ts';
import { sourcePictureArguments } from '../../media/rules/pictures/small-picture.ts';
import type { ContentFacts, RenditionFacts, Stranger } from '../../media/rules/tree-facts.ts';
import { runForPictures } from './decode-pictures.ts';
import type { DecodeTools } from './run-for-bytes.ts';
import type { SeamPictures } from './seam-pictures.ts';

/** The source frames looked at around a segment's start: wide enough for a variable rate and a picture that stands still. */
const BEFORE_SECONDS = 1;
const AROUND_SECONDS = 1.5;
/** Segments looked up in the source: decoding all of a long one takes too long, and renditions vouch for each other. */
const SAMPLES_BESIDE_RENDITIONS = 16;
const SAMPLES_ALONE = 200;
/** Without an index FFmpeg's seek lands somewhere near: nothing can be said of single frames. */
const DEMUXERS_WITHOUT_INDEX = new Set(['mpegts', 'mpeg', 'mpegvideo', 'h264', 'hevc', 'm4v', 'flv']);

/**
 * Decides which segments show pictures that are not theirs: each against the other renditions, and against the source where it
 * is at hand.
 */
export async function judgePictures(
  renditions: readonly RenditionFacts[],
  pictures: readonly RenditionPictures[],
  source: SourceInput | undefined,
  seams: SeamPictures,
  tools: DecodeTools,
): Promise<Omit<ContentFacts, 'soundsWithSource'>> {
  const comparable = withEqualBorders(renditions, pictures);
  const { comparedCount, disagreements } = comparePictures(comparable);
  const usableSource = source && !DEMUXERS_WITHOUT_INDEX.has(source.demuxer) ? source : undefined;
  const lookUp = usableSource && new SourcePictures(usableSource, renditions, tools);
  const strangers: Stranger[] = [];
  for (const disagreement of disagreements)
    strangers.push(...(await strangersOf(disagreement, comparable, lookUp, seams)));
  let sampledCount = 0;
  if (lookUp) {
    const told = new Set(disagreements.map(({ segmentIndex }) => segmentIndex));
    for (const { rendition, index, picture } of samples(comparable, pictures, told)) {
      const around = await lookUp.around(rendition.renditionId, index);
      if (around.length === 0) continue;
      sampledCount++;
      if (isAmongSourcePictures(picture, around)) continue;
      const message = 'its first picture is none of those that the source shows at that time';
      strangers.push({ renditionId: rendition.renditionId, segmentIndex: index, message });
    }
  }
  return { picturesWithRenditions: comparedCount, picturesWithSource: sampledCount, strangers };
}

async function strangersOf(
  { segmentIndex, renditionIds, comparedIds }: Disagreement,
  pictures: readonly RenditionPictures[],
  lookUp: SourcePictures | undefined,
  seams: SeamPictures,
): Promise<Stranger[]> {
  const differing = (ids: readonly string[], more: string): Stranger[] =>
    ids.map((renditionId) => {
      const others = comparedIds.filter((id) => id !== renditionId).join(', ');
      return { renditionId, segmentIndex, message: `its first picture differs from that of ${others}${more}` };
    });
  const around = lookUp && comparedIds[0] ? await lookUp.around(comparedIds[0], segmentIndex) : [];
  const fromSource = comparedIds.filter((id) => {
    const picture = pictures.find(({ renditionId }) => renditionId === id)?.pictures.get(segmentIndex);
    return picture && around.length > 0 && !isAmongSourcePictures(picture, around);
  });
  if (fromSource.length > 0) {
    const message =
      'its first picture is none of those that the source shows at that time, and another rendition differs';
    return fromSource.map((renditionId) => ({ renditionId, segmentIndex, message }));
  }
  if (renditionIds.length < comparedIds.length) return differing(renditionIds, '');
  const misfits: string[] = [];
  for (const id of comparedIds) if ((await seams.fits(id, segmentIndex)) === false) misfits.push(id);
  const isTold = misfits.length > 0 && misfits.length < comparedIds.length;
  if (isTold) return differing(misfits, ', nor does it go on from the segments beside it');
  return differing(renditionIds, ' (which of them is right cannot be told from the pictures alone)');
}

/** Only renditions cut at the same times can be compared segment by segment: those that agree with the first. */
function withEqualBorders(
  renditions: readonly RenditionFacts[],
  pictures: readonly RenditionPictures[],
): readonly RenditionPictures[] {
  const startsOf = new Map(renditions.map(({ id, segments }) => [id, segments.map((segment) => segment.startSeconds)]));
  const reference = startsOf.get(pictures[0]?.renditionId ?? '') ?? [];
  return pictures.filter(({ renditionId }) => {
    const starts = startsOf.get(renditionId) ?? [];
    return starts.every((start, i) => Math.abs(start - (reference[i] ?? Infinity)) < 0.05);
  });
}

interface Sample {
  readonly rendition: RenditionPictures;
  readonly index: number;
  readonly picture: Uint8Array;
}

/** Segments to look up in the source, spread evenly: few of the first of several renditions, many of one that stands alone. */
function samples(
  comparable: readonly RenditionPictures[],
  all: readonly RenditionPictures[],
  told: ReadonlySet<number>,
): Sample[] {
  const isVouchedFor = comparable.length > 1;
  const alone = all.filter((rendition) => !isVouchedFor || !comparable.includes(rendition));
  const chosen = [
    ...(isVouchedFor && comparable[0] ? [{ rendition: comparable[0], count: SAMPLES_BESIDE_RENDITIONS }] : []),
    ...alone.map((rendition) => ({ rendition, count: SAMPLES_ALONE })),
  ];
  return chosen.flatMap(({ rendition, count }) => {
    const entries = [...rendition.pictures].filter(([index]) => !told.has(index));
    const step = Math.max(1, entries.length / count);
    const picked = Array.from({ length: Math.min(count, entries.length) }, (_, i) => entries[Math.floor(i * step)]);
    return picked.flatMap((entry) => (entry ? [{ rendition, index: entry[0], picture: entry[1] }] : []));
  });
}

/** Decodes the source around a segment's start. */
class SourcePictures {
  readonly #source: SourceInput;
  readonly #renditions: readonly RenditionFacts[];
  readonly #tools: DecodeTools;

  constructor(source: SourceInput, renditions: readonly RenditionFacts[], tools: DecodeTools) {
    this.#source = source;
    this.#renditions = renditions;
    this.#tools = tools;
  }

  async around(renditionId: string, segmentIndex: number): Promise<readonly Uint8Array[]> {
    const rendition = this.#renditions.find(({ id }) => id === renditionId);
    const start = rendition?.segments[segmentIndex]?.startSeconds ?? 0;
    const from = Math.max(0, start - BEFORE_SECONDS);
    const args = sourcePictureArguments(this.#source, from, AROUND_SECONDS);
    const { pictures, hasErrors } = await runForPictures(args, this.#source.path, this.#tools);
    // What a damaged place looks like depends on where decoding began.
    return hasErrors ? [] : pictures;
  }
}
