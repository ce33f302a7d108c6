import type { Found, Rule, RuleOutcome } from '../rule.ts';
import type { IframeListFacts, RenditionFacts, TreeFacts } from '../tree-facts.ts';

/** H1, H12: where decoding can begin. */
export const KEY_FRAME_RULES: readonly Rule[] = [
  { id: 'H1', title: 'every segment starts with an IDR frame; one at least every 4 s', check: segmentsStartWithIdr },
  { id: 'H12', title: 'I-frame playlists are there and right', check: iframePlaylistsAreRight },
];

/** 4 s, and what a joined remainder adds to the last segment. */
const LONGEST_GAP_SECONDS = 5;
const APPLE_GAP_SECONDS = 2;

function segmentsStartWithIdr(tree: TreeFacts): RuleOutcome {
  const pictures = tree.renditions.filter((rendition) => rendition.segments.some((segment) => segment.video));
  if (pictures.length === 0) return { notApplicable: 'there is no picture' };
  return pictures.flatMap((rendition) => {
    const found: Found[] = [];
    for (const { index, name, video } of rendition.segments) {
      if (!video || video.startsWithIdr) continue;
      const message = `${name}: wanted an IDR frame first, got another kind of frame`;
      found.push({ severity: 'must', rendition: rendition.id, segment: index, message });
    }
    const longest = longestGap(rendition);
    if (longest.seconds > LONGEST_GAP_SECONDS) {
      const message = `wanted an IDR frame at least every 4 s, got ${longest.seconds.toFixed(3)} s between two`;
      found.push({ severity: 'should', rendition: rendition.id, segment: longest.index, message });
    } else if (longest.seconds > APPLE_GAP_SECONDS + 0.1) {
      const message = `IDR frames are up to ${longest.seconds.toFixed(3)} s apart (Apple asks for 2 s; fewer save bytes)`;
      found.push({ severity: 'note', rendition: rendition.id, message });
    }
    return found;
  });
}

/** The longest time without a key frame inside a segment. */
function longestGap(rendition: RenditionFacts): { seconds: number; index: number } {
  let longest = { seconds: 0, index: 0 };
  for (const { index, video } of rendition.segments) {
    if (!video) continue;
    const ticks = [video.presentationStartTicks, ...video.keyFrameTicks, video.presentationEndTicks];
    const sorted = ticks.toSorted((a, b) => a - b);
    for (let i = 1; i < sorted.length; i++) {
      const seconds = ((sorted[i] as number) - (sorted[i - 1] as number)) / video.timescale;
      if (seconds > longest.seconds) longest = { seconds, index };
    }
  }
  return longest;
}

function iframePlaylistsAreRight(tree: TreeFacts): RuleOutcome {
  const { master } = tree;
  if (!master) return { notApplicable: 'there is no multivariant playlist' };
  if (master.iframeVariants.length === 0) {
    // They need version 4 and byte ranges that decoders can use alone; the classic tree does without.
    const isClassic = tree.renditions.every((rendition) => rendition.container !== 'fmp4');
    if (isClassic) return { notApplicable: 'a classic tree of TS segments does without' };
    return [{ severity: 'should', message: 'wanted EXT-X-I-FRAME-STREAM-INF for fast seeking, got none' }];
  }
  const found: Found[] = [];
  for (const variant of master.iframeVariants) {
    if (variant.codecs.length === 0)
      found.push({ severity: 'must', message: `${variant.uri}: wanted CODECS, got none` });
    if (!variant.resolution) found.push({ severity: 'must', message: `${variant.uri}: wanted RESOLUTION, got none` });
    if (variant.bandwidthBps === undefined) {
      found.push({ severity: 'must', message: `${variant.uri}: wanted BANDWIDTH, got none` });
    }
  }
  return [...found, ...tree.iframeLists.flatMap(entriesAreKeyFrames)];
}

function entriesAreKeyFrames(list: IframeListFacts): Found[] {
  const { playlist } = list;
  if (!playlist) return [];
  const found: Found[] = [];
  if (!playlist.isIFramesOnly) {
    found.push({ severity: 'must', rendition: list.id, message: `${list.uri}: wanted EXT-X-I-FRAMES-ONLY, got none` });
  }
  const ends = playlist.segments.map((entry, i) => ({ got: entry.byteRange?.end, wanted: list.keyFrameEndBytes[i] }));
  // Where all others end exactly with their frame, one that does not was written for another segment than this.
  const isExact = ends.filter(({ got, wanted }) => got === wanted).length * 2 > ends.length;
  for (const [i, { got, wanted }] of ends.entries()) {
    const isRight = got === wanted || (!isExact && (got ?? Infinity) >= (wanted ?? 0));
    if (wanted === undefined || isRight) continue;
    const message = `${list.uri}: wanted the bytes up to ${wanted}, the end of the IDR frame, got ${got ?? 'no range'}`;
    found.push({ severity: 'must', rendition: list.id, segment: i, message });
  }
  return found;
}
