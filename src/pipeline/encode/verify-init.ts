import { createHash } from 'node:crypto';

import { MediaError } from '../../media/media-error.ts';
import type { Plan } from '../../media/plan/plan.ts';

/** Proves that a chunk was encoded with the parameters of the published init. Throws MediaError when it differs. */
export function verifyInit(bytes: Uint8Array, plan: Plan, renditionId: string): void {
  const wanted = plan.inits[renditionId]?.sha256;
  const got = createHash('sha256').update(bytes).digest('hex');
  if (wanted !== got) throw new MediaError(`${renditionId}: wanted the plan's init segment ${wanted}, got ${got}`);
}
