import { QueryCache, QueryClient } from '@tanstack/preact-query';
import { isSignedOut, ProblemError } from './problem.js';

export const SESSION_KEY = ['session'] as const;

const MAX_RETRIES = 5;

/** Only what may pass is asked again: a store that is away, or a server that did not answer. */
const mayPass = (error: unknown): boolean => error instanceof ProblemError && [0, 502, 503, 504].includes(error.status);

/** Milliseconds until the next try: what the server says, else 1, 2, 4, ... seconds. */
export const retryDelay = (tries: number, error: unknown): number => {
  const asked = error instanceof ProblemError ? error.retryAfterSeconds : null;
  return (asked ?? Math.min(2 ** tries, 30)) * 1000;
};

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // The key was removed, or the session is over: the session's own query then leads to the sign-in page.
    onError: (error, query) => {
      if (isSignedOut(error) && query.queryKey[0] !== SESSION_KEY[0])
        void queryClient.refetchQueries({ queryKey: SESSION_KEY });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (tries, error) => tries < MAX_RETRIES && mayPass(error),
      retryDelay,
    },
  },
});
