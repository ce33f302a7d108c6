import type { Found, Rule, RuleOutcome } from '../rule.ts';
import { frameTolerance, timedSegments } from '../timeline.ts';
import type { RenditionFacts, TreeFacts } from '../tree-facts.ts';

/** H2 to H4: durations that playlists promise. */
export const TIMING_RULES: readonly Rule[] = [
  { id: 'H2', title: 'no segment is longer than the target duration + 0.5 s', check: segmentsFitTarget },
  { id: 'H3', title: 'EXTINF says how long segments really are, within a frame', check: durationsAreTrue },
  { id: 'H4', title: 'all renditions have the same target, length and borders', check: renditionsAgree },
];

/** Apple 7.5: the nominal target duration. */
const NOMINAL_TARGET_SECONDS = 6;

function mediaOf(tree: TreeFacts): RenditionFacts[] {
  return tree.renditions.filter((rendition) => rendition.playlist && rendition.kind !== 'subtitles');
}

function segmentsFitTarget(tree: TreeFacts): Found[] {
  const found: Found[] = [];
  for (const rendition of mediaOf(tree)) {
    const target = rendition.playlist?.targetDurationSeconds;
    if (target === undefined) {
      found.push({ severity: 'must', rendition: rendition.id, message: 'wanted EXT-X-TARGETDURATION, got none' });
      continue;
    }
    if (target > NOMINAL_TARGET_SECONDS) {
      const message = `wanted a target duration of at most ${NOMINAL_TARGET_SECONDS} s, got ${target} s`;
      found.push({ severity: 'should', rendition: rendition.id, message });
    }
    const real = new Map(timedSegments(rendition).map((timed) => [timed.segment.index, timed]));
    for (const { index, durationSeconds } of rendition.segments) {
      const timed = real.get(index);
      const realSeconds = timed ? timed.endSeconds - timed.startSeconds : durationSeconds;
      const longest = Math.max(durationSeconds, realSeconds);
      // RFC 8216, 4.3.3.1 rounds EXTINF before it compares; that is the same half second.
      if (longest <= target + 0.5 && Math.round(durationSeconds) <= target) continue;
      const message = `wanted at most ${target} + 0.5 s, got ${longest.toFixed(3)} s`;
      found.push({ severity: 'must', rendition: rendition.id, segment: index, message });
    }
  }
  return found;
}

function durationsAreTrue(tree: TreeFacts): Found[] {
  return mediaOf(tree).flatMap((rendition) => {
    const tolerance = frameTolerance(rendition);
    const found: Found[] = [];
    /** Sum of EXTINF minus sum of real durations, before each segment: a run's error is the difference of two of them. */
    let drift = 0;
    let lowest = { drift: 0, index: 0 };
    let highest = { drift: 0, index: 0 };
    for (const { segment, startSeconds, endSeconds } of timedSegments(rendition)) {
      const realSeconds = endSeconds - startSeconds;
      const error = segment.durationSeconds - realSeconds;
      if (Math.abs(error) > tolerance) {
        const message = `EXTINF says ${segment.durationSeconds.toFixed(3)} s, the media lasts ${realSeconds.toFixed(3)} s`;
        found.push({ severity: 'must', rendition: rendition.id, segment: segment.index, message });
        continue;
      }
      drift += error;
      if (drift < lowest.drift) lowest = { drift, index: segment.index };
      if (drift > highest.drift) highest = { drift, index: segment.index };
    }
    const worst = highest.drift - lowest.drift;
    if (found.length === 0 && worst > tolerance) {
      const [from, to] = [lowest.index, highest.index].toSorted((a, b) => a - b);
      const message = `the EXTINF of segments ${from} to ${to} add up ${worst.toFixed(3)} s away from their real length`;
      found.push({ severity: 'must', rendition: rendition.id, message });
    }
    return found;
  });
}

function renditionsAgree(tree: TreeFacts): RuleOutcome {
  const media = mediaOf(tree);
  const [reference, ...others] = media;
  if (!reference || others.length === 0) return { notApplicable: 'there is one rendition only' };
  const videos = media.filter((rendition) => rendition.kind === 'video' || rendition.kind === 'muxed');
  return [
    ...others.flatMap((other) => differencesInLength(reference, other)),
    ...videos.slice(1).flatMap((other) => differencesInBorders(videos[0] as RenditionFacts, other)),
  ];
}

function differencesInLength(reference: RenditionFacts, other: RenditionFacts): Found[] {
  const found: Found[] = [];
  const wantedTarget = reference.playlist?.targetDurationSeconds;
  const target = other.playlist?.targetDurationSeconds;
  if (target !== wantedTarget) {
    const message = `wanted the target duration of ${reference.id}, ${wantedTarget} s, got ${target} s`;
    found.push({ severity: 'must', rendition: other.id, message });
  }
  const difference = lengthOf(other) - lengthOf(reference);
  if (Math.abs(difference) > Math.max(frameTolerance(reference), frameTolerance(other))) {
    const got = `${lengthOf(other).toFixed(3)} s`;
    const message = `wanted the length of ${reference.id}, ${lengthOf(reference).toFixed(3)} s, got ${got}`;
    found.push({ severity: 'must', rendition: other.id, message });
  }
  return found;
}

function differencesInBorders(reference: RenditionFacts, other: RenditionFacts): Found[] {
  const tolerance = Math.max(frameTolerance(reference), frameTolerance(other));
  const count = Math.min(reference.segments.length, other.segments.length);
  for (let i = 0; i < count; i++) {
    const wanted = reference.segments[i]?.startSeconds ?? 0;
    const got = other.segments[i]?.startSeconds ?? 0;
    if (Math.abs(wanted - got) <= tolerance) continue;
    const message = `wanted it to begin at ${wanted.toFixed(3)} s as in ${reference.id}, it begins at ${got.toFixed(3)} s`;
    return [{ severity: 'must', rendition: other.id, segment: i, message }];
  }
  if (reference.segments.length === other.segments.length) return [];
  const message = `wanted ${reference.segments.length} segments as in ${reference.id}, got ${other.segments.length}`;
  return [{ severity: 'must', rendition: other.id, message }];
}

function lengthOf(rendition: RenditionFacts): number {
  return rendition.segments.reduce((sum, segment) => sum + segment.durationSeconds, 0);
}
