import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/preact-query';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { api, dataOf, type Schemas } from './client.js';
import { queryClient, SESSION_KEY } from './queryClient.js';

export type Session = Schemas['Session'];

const FIVE_MINUTES = 300_000;

const session = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/session', { signal })),
});

/** Asks who is signed in before anything is drawn. */
export const preloadSession = (): void => {
  queryClient.query({ ...session, retry: false }).catch(() => undefined); // asked again, and shown, by useSessionQuery
};

/** Who is signed in; asked again now and then, since its `version` tells of a new build. */
export const useSessionQuery = (): UseQueryResult<Session> =>
  useQuery({
    ...session,
    refetchInterval: FIVE_MINUTES,
    refetchOnWindowFocus: true,
  });

export const SessionContext = createContext<Session | null>(null);

/** The session, inside the frame, where there always is one. */
export const useSession = (): Session => {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession outside of the frame');
  return session;
};

/** @throws ProblemError 401 for a key that is not known, 429 after ten tries in a minute */
export const signIn = async (key: string): Promise<void> => {
  await api.POST('/v1/session', { body: { key } });
  await queryClient.resetQueries();
};

/** Nothing that was read stays in memory. */
export const signOut = async (): Promise<void> => {
  await api.DELETE('/v1/session');
  await queryClient.resetQueries();
};
