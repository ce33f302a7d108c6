import { AppError } from '../../kernel/app-error.ts';
import type { MediaFacts } from '../../media/facts/media-facts.ts';
import { MediaError } from '../../media/media-error.ts';
import { draftPlan, type PlanPolicy } from '../../media/plan/draft-plan.ts';
import type { PlanDraft } from '../../media/plan/plan.ts';

/** The draft of a plan; throws AppError SOURCE_DAMAGED for facts that allow none. */
export function draftOrRefuse(facts: MediaFacts, demuxer: string, policy: PlanPolicy): PlanDraft {
  try {
    return draftPlan(facts, demuxer, policy);
  } catch (cause) {
    if (!(cause instanceof MediaError)) throw cause;
    throw new AppError('SOURCE_DAMAGED', {
      message: 'No plan could be made for the file.',
      detail: cause.message,
      cause,
    });
  }
}
