import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** Answers are data: a browser makes no page of them and shows them in none. */
const OF_DATA: FastifyHelmetOptions = {
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  xFrameOptions: { action: 'deny' },
  strictTransportSecurity: false, // for whoever speaks TLS to the browser to say
};

/** The page at /docs has styles in its elements. */
const OF_DOCS: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      ...Object.fromEntries(['frameAncestors', 'baseUri', 'formAction', 'objectSrc'].map((name) => [name, ["'none'"]])),
    },
  },
};

const headersOf = (url: string): FastifyHelmetOptions | undefined => {
  if (url.startsWith('/webhooks/')) return undefined; // no browser reads them, and the library works for each request
  return url.startsWith('/docs') ? OF_DOCS : {};
};

/** What tells a browser to be careful with the answers, for every route but webhooks; a route's own `helmet` wins. */
export const sendSecurityHeaders = async (fastify: FastifyInstance): Promise<void> => {
  fastify.addHook('onRoute', (route) => {
    const helmetOfRoute = route.helmet ?? headersOf(route.url);
    if (helmetOfRoute !== undefined) route.helmet = helmetOfRoute;
  });
  await fastify.register(helmet, { global: false, ...OF_DATA });
};

/** Answers hold what one key may see: nobody on the way, and no browser, keeps one that does not say otherwise itself. */
export const keepOutOfCaches = (fastify: FastifyInstance): void => {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done();
  });
};
