import type { BenchResults } from '../report/results.ts';
import { simulateFleet } from './fleet.ts';
import { type CostModel, NATURAL_COST, type Scenario, scaleCost } from './scenario.ts';
import { workOf } from './video-work.ts';

/** A figure of the model beside the real one. */
export interface Checked {
  readonly what: string;
  /** Seconds. */
  readonly real: number;
  readonly simulated: number;
}

/**
 * The bench's lecture with one encoder and with two: by the model, whose costs are fitted to the processor time of the
 * `cpu` part, beside what the `encoders` part measured. Empty where the bench has not measured both.
 */
export function checkAgainst({ served: { cpu, encoders } }: BenchResults): Checked[] {
  if (!cpu || !encoders) return [];
  const cost = fittedCost(cpu.sourceSeconds, cpu.server.cpuSeconds);
  return ([1, 2] as const).map((atOnce) => {
    const scenario: Scenario = {
      workers: 1,
      coresPerWorker: atOnce,
      uploadsPerHour: 0,
      lengths: [],
      seeksPerHour: 0,
      hours: 1,
      cost,
      sharedCoreSpeed: encoders.machineEfficiency,
      seed: 1,
    };
    const [simulated = Number.NaN] = simulateFleet(scenario, [{ at: 0, seconds: encoders.sourceSeconds }]).readyAfter;
    const real = (atOnce === 1 ? encoders.one : encoders.two).readySeconds;
    return { what: `${encoders.sourceSeconds / 60} min lecture, ${atOnce} at once`, real, simulated };
  });
}

/** The cost model under which a video of this length costs what was measured; what a start costs stays. */
function fittedCost(seconds: number, cpuSeconds: number): CostModel {
  const of = (cost: CostModel): number => {
    const { prepareCost, finishCost, encodes } = workOf(seconds, cost);
    return prepareCost + finishCost + encodes.reduce((sum, encode) => sum + encode.cost, 0);
  };
  const fixed = of(scaleCost(NATURAL_COST, 0));
  return scaleCost(NATURAL_COST, (cpuSeconds - fixed) / (of(NATURAL_COST) - fixed));
}
