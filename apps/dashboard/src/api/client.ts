import createClient, { type FetchResponse, type Middleware } from 'openapi-fetch';
import type { components, paths } from '../../../../openapi.js';
import { API_BASE } from '../settings/served.js';
import { ProblemError, problemOf } from './problem.js';
import { learnServerTime } from './serverClock.js';

export type Schemas = components['schemas'];
export type Call = Schemas['Call'];

const answers: Middleware = {
  async onResponse({ response }) {
    learnServerTime(response.headers.get('date'));
    if (!response.ok) throw await problemOf(response);
  },
  onError: ({ error }) =>
    error instanceof Error && error.name !== 'AbortError'
      ? new ProblemError(0, 'The server did not answer.', error.message, new Map(), null)
      : undefined,
};

/** All requests of the dashboard go through here: the session's cookie goes along by itself. */
export const api = createClient<paths>({ baseUrl: API_BASE });
api.use(answers);

/**
 * What was answered.
 *
 * @throws ProblemError where it was no success
 */
export const dataOf = async <T>(asked: Promise<{ data?: T }>): Promise<T> => (await asked).data as T;

export type { FetchResponse };
