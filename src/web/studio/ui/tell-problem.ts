import { ApiError } from '../../shared/api/api-client.ts';
import { tell } from '../../shared/ui/toasts.tsx';

/** What went wrong and what to do about it, as one line. */
export function explain(error: unknown): string {
  if (error instanceof ApiError) return `${error.problem.message} ${error.problem.action}`.trim();
  return error instanceof Error ? error.message : String(error);
}

/** Says at the edge of the page why something was not done. */
export function tellProblem(error: unknown): void {
  tell(explain(error), true);
}
