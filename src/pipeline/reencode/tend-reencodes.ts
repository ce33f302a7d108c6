import { eachLogged } from '../upkeep/each-video.ts';
import type { WorkContext } from '../work/work-context.ts';
import { enqueueReencode } from './enqueue-reencode.ts';
import { sweepRetired } from './sweep-retired.ts';

/** At the start and from time to time: encodes beside what plays get the jobs they miss, retired revisions go. */
export async function tendReencodes(context: WorkContext, nowMs: number): Promise<void> {
  const each = eachLogged(context.logger);
  for (const reencode of await context.reencodes.listActive()) {
    await each('take up an encode beside what plays', reencode.videoId, () => enqueueReencode(context, reencode));
  }
  await sweepRetired(context, nowMs);
}
