/** Processor seconds that work on one second of a source costs. */
export interface CostModel {
  readonly decode: number;
  /** By rendition, lowest first. */
  readonly renditions: Readonly<Record<string, number>>;
  readonly audio: number;
  /** Proof and images, at the end. */
  readonly finish: number;
  /** Each start of FFmpeg, with the decoding before a chunk that is thrown away. */
  readonly start: number;
  /** Reading facts and planning, for a video. */
  readonly prepare: number;
}

/** What the fleet is asked to do. */
export interface Scenario {
  readonly workers: number;
  readonly coresPerWorker: number;
  /** Mean of uploads an hour; they come at random (Poisson). */
  readonly uploadsPerHour: number;
  /** Lengths of the uploads with their shares. */
  readonly lengths: readonly { readonly minutes: number; readonly share: number }[];
  /** Seeks an hour to places that are not encoded yet, in videos in work. */
  readonly seeksPerHour: number;
  /** Uploads come during so many hours; what is left is worked off afterwards. */
  readonly hours: number;
  readonly cost: CostModel;
  /** Speed of each core while others of its machine work too: cores share things. The bench measures it. */
  readonly sharedCoreSpeed: number;
  readonly seed: number;
}

/**
 * Natural 1080p footage with `balanced`, as encoding.md of the design measured it on one core of an EPYC (2 vCPU). A
 * lecture of slides costs two thirds.
 */
export const NATURAL_COST: CostModel = {
  decode: 0.12,
  renditions: { '360p': 0.06, '480p': 0.09, '720p': 0.2, '1080p': 0.4 },
  audio: 0.02,
  finish: 0.01,
  start: 0.4,
  prepare: 0.6,
};

/** What the bench's machine showed of two plain FFmpegs (0.90): docs/reference/benchmarks.md. */
export const SHARED_CORE_SPEED = 0.9;

/** All of a cost model times a factor. */
export function scaleCost(cost: CostModel, factor: number): CostModel {
  const renditions = Object.entries(cost.renditions).map(([id, each]) => [id, each * factor] as const);
  return {
    ...cost,
    decode: cost.decode * factor,
    renditions: Object.fromEntries(renditions),
    audio: cost.audio * factor,
    finish: cost.finish * factor,
  };
}

/** Processor seconds of one second of source in all renditions, without starts. */
export function costPerSecond(cost: CostModel): number {
  return cost.decode + cost.audio + cost.finish + Object.values(cost.renditions).reduce((sum, each) => sum + each, 0);
}
