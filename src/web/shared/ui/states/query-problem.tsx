import { ApiError } from '../../api/api-client.ts';
import { text } from '../../text.ts';
import { ProblemBox } from '../problem-box.tsx';

/** A view that could not be loaded, with the button that tries again. */
export function QueryProblem({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <ProblemBox
      message={error.message}
      {...(error instanceof ApiError && error.problem)}
      button={text.shell.tryAgain}
      onPress={onRetry}
    />
  );
}
