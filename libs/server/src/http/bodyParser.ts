import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** Set on a route with `@RouteConfig`: how its body is taken. */
export interface BodyRouteConfig {
  /** The handler gets the bytes as they came, whatever the content type. */
  readonly rawBody?: boolean;
  /** Most bytes of a body (default 64 KiB). */
  readonly maxBodyBytes?: number;
}

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

/** Bytes for every content type; routes that have not asked for them find them parsed. To be called before any route is made. */
export const installBodyParser = (fastify: FastifyInstance): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.addHook('onRoute', (route) => {
    const { rawBody, maxBodyBytes } = (route.config ?? {}) as BodyRouteConfig;
    if (maxBodyBytes !== undefined) route.bodyLimit = maxBodyBytes;
    if (rawBody === true) return;
    route.preHandler = [
      (request, _reply, done) => {
        if (Buffer.isBuffer(request.body)) request.body = parseJson(request, request.body);
        done();
      },
      ...[route.preHandler ?? []].flat(),
    ];
  });
};
