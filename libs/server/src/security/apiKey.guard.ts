import { createParamDecorator, Inject, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.js';
import type { Settings } from '../settings/readSettings.js';
import { SESSIONS, SETTINGS, VIEWERS } from '../tokens.js';
import type { Viewer } from './apiKeys.js';
import { isAdminRoute } from './auditAdmin.js';
import { OPEN_ROUTE } from './openRoute.js';
import { isOfOwnPage, isUnsafe } from './ownPage.js';
import { setSessionCookie } from './sessionCookie.js';
import type { Sessions } from './sessions.js';
import { credentialsOf, isBySession, type Credentials, type Viewers } from './viewers.js';

type ViewedRequest = FastifyRequest & { viewer?: Viewer };

const unauthorized = ({ authorization, session }: Credentials): Problem => {
  const hasKey = /^Bearer +\S/i.test(authorization ?? '');
  const detail = hasKey
    ? 'This API key is not known.'
    : session === undefined
      ? 'An API key is needed: Authorization: Bearer KEY.'
      : 'This session is over.';
  return new Problem(401, detail, { challenge: 'Bearer' });
};

/**
 * Lets nobody in without a known API key or a session that stands for one, and nobody but an admin under /admin
 * (docs/security.md#api_keys_file-who-may-read).
 */
export class ApiKeyGuard implements CanActivate {
  constructor(
    @Inject(VIEWERS) private readonly viewers: Viewers,
    @Inject(SESSIONS) private readonly sessions: Sessions,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride(OPEN_ROUTE, [context.getHandler(), context.getClass()]) === true) return true;
    const request = context.switchToHttp().getRequest<ViewedRequest>();
    const credentials = credentialsOf(request);
    const viewer = this.viewers.of(credentials);
    if (viewer === null) throw unauthorized(credentials);
    request.viewer = viewer; // also of what is refused below: the audit line names who asked
    if (viewer.role !== 'admin' && isAdminRoute(request)) {
      throw new Problem(403, 'This needs the key of an admin.');
    }
    if (isBySession(credentials) && !this.viewers.isOpen)
      this.#checkSession(request, context.switchToHttp().getResponse(), credentials);
    return true;
  }

  /** A session comes along with whatever a browser sends here: what changes something has to come from a page of this instance. */
  #checkSession(request: FastifyRequest, reply: FastifyReply, { session }: Credentials): void {
    if (isUnsafe(request) && !isOfOwnPage(request, this.settings.publicUrl))
      throw new Problem(403, 'A session may change something from a page of this instance only, by its Origin.');
    const renewed = this.sessions.renew(session);
    if (renewed !== null) setSessionCookie(reply, renewed, this.settings);
  }
}

/** The parameter is the Viewer who asks. */
export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => {
  const { viewer } = context.switchToHttp().getRequest<ViewedRequest>();
  if (viewer === undefined) throw new Error('a route without ApiKeyGuard has no viewer');
  return viewer;
});
