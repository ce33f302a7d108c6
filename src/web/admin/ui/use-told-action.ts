import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../shared/api/api-client.ts';
import { tell } from '../../shared/ui/toasts.tsx';

/** Something that changes what the administration shows: a refusal is told at the edge, and every list is asked for again. */
export function useToldAction<Input, Answer>(
  perform: (input: Input) => Promise<Answer>,
  onDone?: (answer: Answer, input: Input) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: perform,
    onError: (error) =>
      tell(error instanceof ApiError ? `${error.problem.message} ${error.problem.action}`.trim() : error.message, true),
    onSuccess: onDone,
    onSettled: async () => await client.invalidateQueries({ queryKey: ['admin'] }),
  });
}
