import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.js';

/** One route's address: `:name` stands for any segment that is not empty, `*` for all that follows. */
const matches = (route: readonly string[], path: readonly string[]): boolean =>
  route.at(-1) === '*'
    ? path.length >= route.length && matches(route.slice(0, -1), path.slice(0, route.length - 1))
    : route.length === path.length &&
      route.every((part, i) => (part.startsWith(':') ? path[i] !== '' : part === path[i]));

const segmentsOf = (url: string): string[] => url.replace(/[?#].*$/s, '').split('/');

/**
 * Answers 405 with `Allow` (RFC 9110, 15.5.6) where a route has the address and not the method; where none has the address, the 404 of
 * the not-found handler stands. To be called before any route is made.
 */
export const refuseOtherMethods = (fastify: FastifyInstance): void => {
  const methodsByRoute = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByRoute.get(url) ?? new Set();
    methodsByRoute.set(url, methods);
    for (const one of [method].flat()) methods.add(one);
  });
  const allowedAt = (url: string): string[] => {
    const path = segmentsOf(url);
    const routes = [...methodsByRoute].filter(([route]) => matches(segmentsOf(route), path));
    return [...new Set(routes.flatMap(([, methods]) => [...methods]))].sort();
  };
  fastify.addHook('onRequest', (request, _reply, done) => {
    const allowed = request.is404 ? allowedAt(request.raw.url ?? '') : [];
    const detail = `This address takes ${allowed.join(', ')}.`;
    done(allowed.length === 0 ? undefined : new Problem(405, detail, { allow: allowed }));
  });
};
