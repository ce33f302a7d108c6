import type { Plan } from '../media/plan/plan.ts';

/** One encode of a video: a plan that never changes, and its cells. */
export interface Revision {
  readonly id: string;
  readonly videoId: string;
  readonly plan: Plan;
  /** File name of the conformed source in the video's work folder; undefined: the source as uploaded is cut. */
  readonly conformedFile?: string;
  /** Poster and contact sheet are stored. */
  readonly hasImages: boolean;
}
