import { unwrapTicks } from '../mpegts/timestamp.ts';
import { commonest } from './segments/segment-reading.ts';
import type { RenditionFacts, SegmentFacts, TrackSpan } from './tree-facts.ts';

/** A segment where its playlist and its samples put it. Seconds. */
export interface TimedSegment {
  readonly segment: SegmentFacts;
  readonly span: TrackSpan;
  /** Earliest and latest presentation time, on the stream's own clock. */
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** A segment whose samples lie elsewhere than its neighbours' and the playlist say. */
export interface Misplaced {
  readonly index: number;
  readonly message: string;
}

/** Rounding of 90 kHz clocks and of decimals in playlists. */
const ROUNDING_SECONDS = 0.001;

/** The track that a rendition's times are told by: the picture where there is one. */
export function mainSpan(segment: SegmentFacts): TrackSpan | undefined {
  return segment.video ?? segment.audio;
}

/** The segments whose samples have times, in order. The clock of TS starts again every 26 hours: that is undone. */
export function timedSegments(rendition: RenditionFacts): TimedSegment[] {
  const timed: TimedSegment[] = [];
  for (const segment of rendition.segments) {
    const span = mainSpan(segment);
    if (!span) continue;
    const startTicks = rendition.container === 'ts' ? unwrapped(segment, span, timed[0]) : span.presentationStartTicks;
    const lengthTicks = span.presentationEndTicks - span.presentationStartTicks;
    timed.push({
      segment,
      span,
      startSeconds: startTicks / span.timescale,
      endSeconds: (startTicks + lengthTicks) / span.timescale,
    });
  }
  return timed;
}

function unwrapped(segment: SegmentFacts, span: TrackSpan, first: TimedSegment | undefined): number {
  if (!first) return span.presentationStartTicks;
  const expected = first.startSeconds + segment.startSeconds - first.segment.startSeconds;
  return unwrapTicks(span.presentationStartTicks, Math.round(expected * span.timescale));
}

/** How long a frame of a rendition lasts, by the commonest of its segments; 0 when unknown. */
export function frameSeconds(rendition: RenditionFacts): number {
  const lengths = rendition.segments.flatMap((segment) => {
    const span = mainSpan(segment);
    return span ? [span.sampleTicks / span.timescale] : [];
  });
  return commonest(lengths);
}

/** One frame, and what decimals may add. */
export function frameTolerance(rendition: RenditionFacts): number {
  return frameSeconds(rendition) + ROUNDING_SECONDS;
}

/**
 * Finds segments that hold another time than their place asks for: two files exchanged, one of another place or video,
 * one with a wrong clock. Where everything after a place is shifted, only the first such segment is named.
 */
export function findMisplaced(rendition: RenditionFacts): Misplaced[] {
  const tolerance = frameTolerance(rendition);
  const timed = timedSegments(rendition);
  return continuousParts(timed).flatMap((part) => misplacedIn(part, tolerance));
}

/** EXT-X-DISCONTINUITY begins a new clock. */
function continuousParts(timed: readonly TimedSegment[]): TimedSegment[][] {
  const parts: TimedSegment[][] = [];
  for (const each of timed) {
    if (parts.length === 0 || each.segment.isDiscontinuity) parts.push([]);
    parts.at(-1)?.push(each);
  }
  return parts;
}

/** Segments in a row that lie equally far from where the playlist puts them. */
interface Run {
  readonly members: TimedSegment[];
  readonly offsetSeconds: number;
}

function misplacedIn(part: readonly TimedSegment[], tolerance: number): Misplaced[] {
  const runs: Run[] = [];
  for (const each of part) {
    const offset = offsetOf(each);
    const last = runs.at(-1);
    const previous = last?.members.at(-1);
    if (last && previous && Math.abs(offset - offsetOf(previous)) <= tolerance) last.members.push(each);
    else runs.push({ members: [each], offsetSeconds: offset });
  }
  const [first, second] = runs;
  if (!first || !second) return [];
  // Two runs: everything from some place on is shifted. More: the longest is right, the others are strangers in it.
  const isShift = runs.length === 2 && first.members.length > 1 && second.members.length > 1;
  const right = isShift
    ? first
    : runs.reduce((longest, run) => (run.members.length > longest.members.length ? run : longest));
  const wrong = runs.filter((run) => run !== right && Math.abs(run.offsetSeconds - right.offsetSeconds) > tolerance);
  return wrong.map((run) => describe(run, right, part, tolerance));
}

function describe(run: Run, right: Run, part: readonly TimedSegment[], tolerance: number): Misplaced {
  const [each] = run.members as [TimedSegment];
  const wanted = each.segment.startSeconds + right.offsetSeconds;
  const home = part.find(
    (other) =>
      other !== each && Math.abs(other.segment.startSeconds + right.offsetSeconds - each.startSeconds) <= tolerance,
  );
  const holds = home ? `, which is the place of segment ${home.segment.index}` : '';
  const following = run.members.length > 1 ? `, and so do the ${run.members.length - 1} after it` : '';
  return {
    index: each.segment.index,
    message: `wanted it to begin at ${wanted.toFixed(3)} s, it begins at ${each.startSeconds.toFixed(3)} s${holds}${following}`,
  };
}

function offsetOf(each: TimedSegment): number {
  return each.startSeconds - each.segment.startSeconds;
}
