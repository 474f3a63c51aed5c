import type { IncomingHttpHeaders } from 'node:http';
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
  if (contentType === 'application/json') return true; // of nearly every request
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return type === 'application/json' || /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+\+json$/.test(type);
};

const SHOWN_CHARACTERS = 40;

/** Why a body with these headers is not taken, as a 415 says it; null for JSON as it is. Bodies are never decompressed. */
export const foreignBody = (headers: IncomingHttpHeaders): 'type' | 'encoding' | null => {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') return 'encoding';
  return isJsonType(headers['content-type']) ? null : 'type';
};

/** The 415 for it. */
export const unsupportedBody = (reason: 'type' | 'encoding', headers: IncomingHttpHeaders): Problem => {
  if (reason === 'type') return new Problem(415, 'The body must be JSON by its content type.');
  const encoding = JSON.stringify((headers['content-encoding'] ?? '').slice(0, SHOWN_CHARACTERS));
  return new Problem(415, `The body has the Content-Encoding ${encoding}; it is taken without one (identity) only.`);
};

const parseJson = (request: FastifyRequest, bytes: Buffer): unknown => {
  if (bytes.length === 0) return undefined;
  const foreign = foreignBody(request.headers);
  if (foreign !== null) throw unsupportedBody(foreign, request.headers);
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
