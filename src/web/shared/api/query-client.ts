import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-client.ts';
import { forgetPerson } from './session.ts';

/** What the pages know of the server. When it says that nobody is signed in, they know that too. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({ onError: noticeSignOut }),
  defaultOptions: {
    queries: {
      staleTime: 30_000, // the event stream keeps things fresh
      // What the server refused stays refused; what did not get there is tried again, for ever and gently.
      retry: (_failures, error) => !(error instanceof ApiError) || error.status === 0 || error.status >= 500,
      retryDelay: (failures) => Math.min(1000 * 2 ** failures, 15_000),
    },
  },
});

/** Takes note where an error says that nobody is signed in any more. For requests that are no queries. */
export function noticeSignOut(error: unknown): void {
  if (error instanceof ApiError && error.status === 401 && error.problem.code === 'SIGN_IN_REQUIRED') {
    forgetPerson(queryClient);
  }
}
