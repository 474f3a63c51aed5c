import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../logging/logger.js';
import type { Viewer } from './apiKeys.js';
import { isUnsafe } from './ownPage.js';

const ADMIN_ROUTES = /^\/admin(\/|$)/;

/** Whether a route is for admins alone. */
export const isAdminRoute = ({ routeOptions }: FastifyRequest): boolean => ADMIN_ROUTES.test(routeOptions.url ?? '');

/** Whatever would change something under /admin leaves a line, done or refused: who asked for what, and how it was answered. */
export const auditAdminActions = (fastify: FastifyInstance, logger: Logger): void => {
  fastify.addHook('onResponse', (request: FastifyRequest & { readonly viewer?: Viewer }, reply, done) => {
    const { viewer, method, params, ip: address, routeOptions } = request;
    if (viewer !== undefined && isUnsafe(request) && isAdminRoute(request)) {
      const asked = { key: viewer.name, role: viewer.role, address, method, route: routeOptions.url, params };
      logger.info({ audit: 'admin_action', ...asked, status: reply.statusCode }, 'an action of an admin');
    }
    done();
  });
};
