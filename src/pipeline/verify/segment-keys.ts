import { segmentCount } from '../../media/grid/grid.ts';
import { segmentFileName } from '../../media/plan/names.ts';
import type { Plan } from '../../media/plan/plan.ts';

/** Where the segments of each rendition of a plan are stored. */
export function segmentKeys(plan: Plan, prefix: string): string[][] {
  const names = Array.from({ length: segmentCount(plan.grid) }, (_, index) => segmentFileName(index));
  return [...plan.video, ...plan.audio].map(({ id }) => names.map((name) => `${prefix}${id}/${name}`));
}
