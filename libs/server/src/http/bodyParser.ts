import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** Set on a route with `@RouteConfig`: how its body is taken. */
export interface BodyRouteConfig {
  /** The handler gets the bytes as they came, whatever the content type. */
  readonly rawBody?: boolean;
  /** Most bytes of a body (default 64 KiB). */
  readonly maxBodyBytes?: number;
}

const routeConfig = (request: FastifyRequest): BodyRouteConfig => request.routeOptions.config as BodyRouteConfig;

/** `application/json` and everything that ends in `+json`; parameters do not matter. */
export const isJsonType = (contentType: string | undefined): boolean => {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return type === 'application/json' || /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+\+json$/.test(type);
};

const parseJson = (request: FastifyRequest, bytes: Buffer): unknown => {
  if (bytes.length === 0) return undefined;
  if (!isJsonType(request.headers['content-type']))
    throw new Problem(415, 'The body must be JSON by its content type.');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Problem(400, 'The body is not JSON.');
  }
};

/** One parser for every content type: bytes where the route wants them, else JSON. */
export const installBodyParser = (fastify: FastifyInstance): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (routeConfig(request).rawBody === true) {
      done(null, body);
      return;
    }
    try {
      done(null, parseJson(request, body));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addHook('onRoute', (route) => {
    const limit = (route.config as BodyRouteConfig | undefined)?.maxBodyBytes;
    if (limit !== undefined) route.bodyLimit = limit;
  });
};
