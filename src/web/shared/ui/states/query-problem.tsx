import { ApiError } from '../../api/api-client.ts';
import { text } from '../../text.ts';
import { ProblemBox } from '../problem-box.tsx';

/** A view that could not be loaded, with the button that tries again; `title` where it stands for a whole page. */
export function QueryProblem({ title, error, onRetry }: { title?: string; error: Error; onRetry: () => void }) {
  return (
    <ProblemBox
      title={title}
      message={error.message}
      {...(error instanceof ApiError && error.problem)}
      button={text.shell.tryAgain}
      onPress={onRetry}
    />
  );
}
