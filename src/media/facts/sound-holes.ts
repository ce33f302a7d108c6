/** A stretch of a sound stream for which a file holds no packet. */
export interface SoundHole {
  /** On the container's clock, or on the timeline's where it says so. */
  readonly startSeconds: number;
  readonly durationSeconds: number;
}

/** Some packets in a row that come after each other by the same time. */
export interface PacketRun {
  readonly count: number;
  /** From the beginning of one to the beginning of the next. */
  readonly stepTicks: number;
  /** How long the sound of one is, where the container tells it beside the step. */
  readonly lengthTicks?: number | undefined;
}

/** Less is no loss: encoders leave packets out where it is silent, and send one in 0.4 s then (Opus, RFC 6716, 2.1.9). */
const SHORTEST_SECONDS = 0.5;

/** Holes within a stream whose first packet begins at `firstTicks`; `runs` end with the step to the last packet. */
export function findSoundHoles(firstTicks: number, runs: readonly PacketRun[], secondsPerTick: number): SoundHole[] {
  const usualTicks = usualStep(runs);
  const holes: SoundHole[] = [];
  let ticks = firstTicks;
  for (const { count, stepTicks, lengthTicks = usualTicks } of runs) {
    const missingTicks = stepTicks - lengthTicks;
    // More than one such step in a row is no hole but a stream of long packets.
    if (missingTicks * secondsPerTick >= SHORTEST_SECONDS && count === 1) {
      holes.push({
        startSeconds: (ticks + lengthTicks) * secondsPerTick,
        durationSeconds: missingTicks * secondsPerTick,
      });
    }
    ticks += count * stepTicks;
  }
  return holes;
}

/** The step of most packets. */
function usualStep(runs: readonly PacketRun[]): number {
  const sorted = runs.toSorted((a, b) => a.stepTicks - b.stepTicks);
  let before = runs.reduce((sum, run) => sum + run.count, 0) / 2;
  for (const { count, stepTicks } of sorted) if ((before -= count) <= 0) return stepTicks;
  return 0;
}

/** Holes on a timeline that begins at `zeroSeconds` of the container's clock; what lies outside of it is cut off. */
export function holesOnTimeline(holes: readonly SoundHole[], zeroSeconds: number, spanSeconds: number): SoundHole[] {
  return holes.flatMap((hole) => {
    const startSeconds = Math.max(0, hole.startSeconds - zeroSeconds);
    const endSeconds = Math.min(spanSeconds, hole.startSeconds + hole.durationSeconds - zeroSeconds);
    return endSeconds > startSeconds ? [{ startSeconds, durationSeconds: endSeconds - startSeconds }] : [];
  });
}
