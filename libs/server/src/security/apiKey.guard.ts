import { createParamDecorator, Inject, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.js';
import { API_KEYS } from '../tokens.js';
import type { ApiKeys, Viewer } from './apiKeys.js';
import { OPEN_ROUTE } from './openRoute.js';

type ViewedRequest = FastifyRequest & { viewer?: Viewer };

const ADMIN_ROUTES = /^\/admin(\/|$)/;

const unauthorized = (authorization: string | undefined): Problem => {
  const hasKey = /^Bearer +\S/i.test(authorization ?? '');
  const detail = hasKey ? 'This API key is not known.' : 'An API key is needed: Authorization: Bearer KEY.';
  return new Problem(401, detail, { challenge: 'Bearer' });
};

/** Lets nobody in without a known API key, and nobody but an admin under /admin (docs/security.md#api_keys_file-who-may-read). */
export class ApiKeyGuard implements CanActivate {
  constructor(
    @Inject(API_KEYS) private readonly keys: ApiKeys,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.get(OPEN_ROUTE, context.getClass()) === true) return true;
    const request = context.switchToHttp().getRequest<ViewedRequest>();
    const viewer = this.keys.viewerOf(request.headers.authorization);
    if (viewer === null) throw unauthorized(request.headers.authorization);
    if (viewer.role !== 'admin' && ADMIN_ROUTES.test(request.routeOptions.url ?? '')) {
      throw new Problem(403, 'This needs the key of an admin.');
    }
    request.viewer = viewer;
    return true;
  }
}

/** The parameter is the Viewer who asks. */
export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => {
  const { viewer } = context.switchToHttp().getRequest<ViewedRequest>();
  if (viewer === undefined) throw new Error('a route without ApiKeyGuard has no viewer');
  return viewer;
});
