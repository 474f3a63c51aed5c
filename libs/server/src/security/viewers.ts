import type { FastifyRequest } from 'fastify';
import type { ApiKeys, Viewer } from './apiKeys.js';
import { SESSION_COOKIE } from './sessionCookie.js';
import type { Sessions } from './sessions.js';

/** By what a request says who asks. */
export interface Credentials {
  readonly authorization: string | undefined;
  /** The text of the session's cookie. */
  readonly session: string | undefined;
}

export const credentialsOf = ({ headers, cookies }: FastifyRequest): Credentials => ({
  authorization: headers.authorization,
  session: cookies[SESSION_COOKIE],
});

/** Whether the session alone says who asks: `Authorization` wins over it. */
export const isBySession = ({ authorization, session }: Credentials): boolean =>
  authorization === undefined && session !== undefined;

/** Who asks (token VIEWERS): the one whose key or session it is, or anybody while no keys are configured. */
export class Viewers {
  constructor(
    private readonly keys: ApiKeys,
    private readonly sessions: Sessions,
  ) {}

  get isOpen(): boolean {
    return this.keys.isOpen;
  }

  /** Null: neither a key nor a session that is known now. */
  of(credentials: Credentials): Viewer | null {
    if (!this.isOpen && isBySession(credentials)) return this.sessions.read(credentials.session)?.viewer ?? null;
    return this.keys.viewerOf(credentials.authorization);
  }
}
