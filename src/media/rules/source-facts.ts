import type { MediaFacts } from '../facts/media-facts.ts';
import { max, min, type Rational, rational, subtract, toNumber } from '../rational.ts';
import type { SourceFacts } from './tree-facts.ts';

/** What a tree is compared with, from a source's facts: lengths from the first shown picture or heard sound. */
export function sourceFacts(facts: MediaFacts): SourceFacts {
  const { video, audio } = facts;
  const starts = [video?.timing.startTime, ...audio.map((track) => track.timing.startTime)];
  const known = starts.filter((start) => start !== undefined);
  // Priming and reordered frames before the container's own start are neither heard nor seen.
  const zero = max(facts.startTime, known.reduce(min, known[0] ?? rational(0)));
  const seconds = (end: Rational): number => toNumber(subtract(end, zero));
  const soundSeconds = audio.map((track) => seconds(track.timing.endTime));
  const rate = video?.timing.constantRate;
  return {
    ...(video && {
      video: {
        durationSeconds: seconds(video.timing.endTime),
        frameCount: video.timing.frameCount,
        ...(rate && { frameRate: toNumber(rate) }),
      },
    }),
    ...(soundSeconds.length > 0 && { audio: { durationSeconds: Math.max(...soundSeconds) } }),
  };
}
