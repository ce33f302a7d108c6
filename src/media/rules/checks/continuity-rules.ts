import type { Found, Rule, RuleOutcome } from '../rule.ts';
import { combinations } from '../combinations.ts';
import {
  findMisplaced,
  frameSeconds,
  frameTolerance,
  mainSpan,
  type TimedSegment,
  timedSegments,
} from '../timeline.ts';
import type { RenditionFacts, SegmentFacts, TrackSpan, TreeFacts } from '../tree-facts.ts';

/** H19, H20: time goes on without a break, and ends where it should. */
export const CONTINUITY_RULES: readonly Rule[] = [
  { id: 'H19', title: 'decode time goes on exactly from segment to segment', check: decodeTimeGoesOn },
  {
    id: 'H20',
    title: 'no frame is doubled or lost; picture and sound end together, as in the source',
    check: nothingIsLost,
  },
];

/** What the length of a source of variable rate may be off by. */
const VARIABLE_RATE_SECONDS = 0.25;

function decodeTimeGoesOn(tree: TreeFacts): RuleOutcome {
  const fragmented = tree.renditions.filter((rendition) => rendition.container === 'fmp4');
  if (fragmented.length === 0) return { notApplicable: 'there is no fMP4' };
  return fragmented.flatMap((rendition) => {
    const misplaced = findMisplaced(rendition);
    const skipped = new Set(misplaced.map((each) => each.index));
    const found = misplaced.map(({ index, message }): Found => {
      return { severity: 'must', rendition: rendition.id, segment: index, message };
    });
    for (const kind of ['video', 'audio'] as const) {
      found.push(...breaksInDecodeTime(rendition, (segment) => segment[kind], skipped));
    }
    return found;
  });
}

function breaksInDecodeTime(
  rendition: RenditionFacts,
  spanOf: (segment: SegmentFacts) => TrackSpan | undefined,
  skipped: ReadonlySet<number>,
): Found[] {
  const found: Found[] = [];
  for (const [i, segment] of rendition.segments.entries()) {
    const before = rendition.segments[i - 1];
    const span = spanOf(segment);
    const spanBefore = before && spanOf(before);
    if (!before || !span || !spanBefore || segment.isDiscontinuity) continue;
    if (skipped.has(segment.index) || skipped.has(before.index)) continue;
    const wanted = (spanBefore.decodeStartTicks ?? 0) + spanBefore.durationTicks;
    const got = span.decodeStartTicks ?? 0;
    if (got === wanted && span.timescale === spanBefore.timescale) continue;
    const message = `wanted tfdt ${wanted}, the end of the segment before, got ${got} (${span.timescale} ticks per second)`;
    found.push({ severity: 'must', rendition: rendition.id, segment: segment.index, message });
  }
  return found;
}

function nothingIsLost(tree: TreeFacts): RuleOutcome {
  return [
    ...tree.renditions.flatMap(breaksInPresentation),
    ...combinations(tree).flatMap(({ video, audio }) => (audio ? endsApart(video, audio) : [])),
    ...differencesFromSource(tree),
  ];
}

/** Frames that overlap, or a hole, where two segments meet. */
function breaksInPresentation(rendition: RenditionFacts): Found[] {
  const found: Found[] = [];
  const tolerance = frameSeconds(rendition) / 2 + 0.001;
  // In fMP4 these are told by H19.
  const misplaced = findMisplaced(rendition);
  if (rendition.container !== 'fmp4') {
    for (const { index, message } of misplaced) {
      found.push({ severity: 'must', rendition: rendition.id, segment: index, message });
    }
  }
  const skipped = new Set(misplaced.map((each) => each.index));
  const timed = timedSegments(rendition);
  for (const [i, each] of timed.entries()) {
    const before = timed[i - 1];
    const isNext = before && before.segment.index === each.segment.index - 1 && !each.segment.isDiscontinuity;
    if (!isNext || skipped.has(each.segment.index) || skipped.has(before.segment.index)) continue;
    const gap = each.startSeconds - before.endSeconds;
    if (Math.abs(gap) <= tolerance) continue;
    const what =
      gap > 0 ? `${gap.toFixed(3)} s are missing before it` : `it repeats ${(-gap).toFixed(3)} s of the one before`;
    found.push({ severity: 'must', rendition: rendition.id, segment: each.segment.index, message: what });
  }
  return found;
}

function endsApart(video: RenditionFacts, audio: RenditionFacts): Found[] {
  const picture = timedSegments(video);
  const sound = video === audio ? soundOf(video) : timedSegments(audio);
  const [first, last] = [picture[0], picture.at(-1)];
  const [firstSound, lastSound] = [sound[0], sound.at(-1)];
  if (!first || !last || !firstSound || !lastSound) return [];
  const soundFrame = firstSound.span.sampleTicks / firstSound.span.timescale;
  const tolerance = Math.max(frameTolerance(video), soundFrame + 0.001);
  const found: Found[] = [];
  const shifted = [first, last, firstSound, lastSound].some((each) => each.span.hasEditList);
  const startGap = firstSound.startSeconds - first.startSeconds;
  if (!shifted && Math.abs(startGap) > tolerance) {
    const message = `wanted picture and sound to begin together, the sound of ${audio.id} begins ${startGap.toFixed(3)} s after the picture`;
    found.push({ severity: 'must', rendition: video.id, message });
  }
  const endGap = lastSound.endSeconds - last.endSeconds - (shifted ? startGap : 0);
  if (Math.abs(endGap) > tolerance) {
    const message = `wanted picture and sound to end together, the sound of ${audio.id} ends ${endGap.toFixed(3)} s after the picture`;
    found.push({ severity: 'must', rendition: video.id, message });
  }
  return found;
}

/** The sound inside the segments of a muxed rendition. */
function soundOf(rendition: RenditionFacts): TimedSegment[] {
  const segments = rendition.segments.map(({ video: _, ...segment }) => segment);
  return timedSegments({ ...rendition, segments });
}

function differencesFromSource(tree: TreeFacts): Found[] {
  const { source } = tree;
  if (!source) return [];
  const found: Found[] = [];
  const wanted = Math.max(source.video?.durationSeconds ?? 0, source.audio?.durationSeconds ?? 0);
  for (const rendition of tree.renditions) {
    const timed = timedSegments(rendition);
    const [first, last] = [timed[0], timed.at(-1)];
    if (!first || !last) continue;
    const seconds = last.endSeconds - first.startSeconds;
    const isPicture = rendition.kind === 'video' || rendition.kind === 'muxed';
    // The timeline is a whole number of frames: half a frame is rounding. How long a last frame of a variable rate lasts is a guess.
    const rounding = source.video?.frameRate ? 0.5 / source.video.frameRate : VARIABLE_RATE_SECONDS;
    const allowed = frameTolerance(rendition) + rounding;
    // A few sound frames after the last picture are encoder padding, so ending with the picture is right as well.
    const isRight = [wanted, source.video?.durationSeconds].some(
      (length) => length !== undefined && Math.abs(seconds - length) <= allowed,
    );
    if (!isRight) {
      const message = `wanted the length of the source, ${wanted.toFixed(3)} s, got ${seconds.toFixed(3)} s`;
      found.push({ severity: 'must', rendition: rendition.id, message });
    }
    if (isPicture && isRight) found.push(...frameCountFinding(rendition, tree));
  }
  return found;
}

/** Only where the rendition keeps the source's constant rate and length: otherwise frames are meant to differ. */
function frameCountFinding(rendition: RenditionFacts, tree: TreeFacts): Found[] {
  const { video, audio } = tree.source ?? {};
  const frame = frameSeconds(rendition);
  if (!video?.frameRate || frame === 0 || Math.abs(frame * video.frameRate - 1) > 0.002) return [];
  if (audio && audio.durationSeconds > video.durationSeconds + 0.5) return [];
  const count = rendition.segments.reduce((sum, segment) => sum + (mainSpan(segment)?.sampleCount ?? 0), 0);
  if (Math.abs(count - video.frameCount) <= 1) return [];
  // Dropped frames of the source itself are filled on the grid.
  const wanted = Math.round(video.durationSeconds * video.frameRate);
  if (Math.abs(count - wanted) <= 1) return [];
  const message = `wanted the source's ${video.frameCount} frames, got ${count}`;
  return [{ severity: 'must', rendition: rendition.id, message }];
}
