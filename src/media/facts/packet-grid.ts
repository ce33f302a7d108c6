import type { Rational } from '../rational.ts';

/**
 * The exact places of sound packets whose container clock is coarser than their samples (Matroska, FLV: milliseconds):
 * packet j begins at sample `firstSample + packetSamples * j` of the container's clock.
 */
export interface PacketGrid {
  readonly firstSample: number;
  readonly packetSamples: number;
  /** How far, in samples, the container's rounding may move a packet from its place. */
  readonly toleranceSamples: number;
}

/**
 * Finds the grid that all packets lie on within the rounding of their clock. Undefined where there is none: a hole in the
 * sound, packets of unequal length (Vorbis), or a clock that is fine enough to be taken at its word.
 */
export function findPacketGrid(
  times: readonly number[],
  timeBase: Rational,
  sampleRate: number,
): PacketGrid | undefined {
  const samplesPerTick = (sampleRate * timeBase.num) / timeBase.den;
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined || samplesPerTick <= 1) return undefined;
  // Fewer packets do not tell the length of one; so short a source is one piece anyway.
  if (times.length - 1 <= 2 * samplesPerTick) return undefined;
  const packetSamples = Math.round(((last - first) * samplesPerTick) / (times.length - 1));
  if (packetSamples < 1) return undefined;
  // Whether the writer rounded or cut off is not known: each packet allows places up to a tick on both sides.
  let lowest = -Infinity;
  let highest = Infinity;
  times.forEach((time, i) => {
    const place = time * samplesPerTick - i * packetSamples;
    lowest = Math.max(lowest, place - samplesPerTick);
    highest = Math.min(highest, place + samplesPerTick);
  });
  if (lowest > highest) return undefined;
  const firstSample = Math.round((lowest + highest) / 2);
  return { firstSample, packetSamples, toleranceSamples: Math.ceil(samplesPerTick) };
}
