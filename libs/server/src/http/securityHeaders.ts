import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

type Directives = Readonly<Record<string, Iterable<string>>>;
type SendHeaders = ReturnType<typeof helmet>;

/** Made once for each policy: making them for each answer would cost more than the answer. */
const headersWith = (directives: Directives): SendHeaders =>
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: false, // for whoever speaks TLS to the browser to say
  });

/** Answers are data: a browser makes no page of them and shows them in none. */
const OF_DATA = headersWith({ defaultSrc: ["'none'"], frameAncestors: ["'none'"] });

/** The dashboard has its scripts and styles in files, and asks its own service only (docs/dashboard.md#serving). */
const OF_DASHBOARD = headersWith({
  defaultSrc: ["'none'"],
  ...Object.fromEntries(
    ['scriptSrc', 'styleSrc', 'imgSrc', 'connectSrc', 'formAction'].map((name) => [name, ["'self'"]]),
  ),
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
});

/** The page at /docs has styles in its elements. */
const OF_DOCS = headersWith({
  defaultSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  ...Object.fromEntries(['frameAncestors', 'baseUri', 'formAction', 'objectSrc'].map((name) => [name, ["'none'"]])),
});

const headersOf = (url: string): SendHeaders | null => {
  if (url.startsWith('/webhooks/')) return null; // no browser reads them
  if (url === '/app' || url.startsWith('/app/')) return OF_DASHBOARD;
  return url.startsWith('/docs') ? OF_DOCS : OF_DATA;
};

/** What tells a browser to be careful with the answers, for every route but webhooks. */
export const sendSecurityHeaders = (fastify: FastifyInstance): void => {
  fastify.addHook('onRoute', (route) => {
    const sendHeaders = headersOf(route.url);
    if (sendHeaders === null) return;
    route.onSend = [
      ({ raw }, reply, _payload, done) => sendHeaders(raw, reply.raw, () => done()),
      ...[route.onSend ?? []].flat(),
    ];
  });
};

/** Answers hold what one key may see: nobody on the way, and no browser, keeps one that does not say otherwise itself. */
export const keepOutOfCaches = (fastify: FastifyInstance): void => {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done();
  });
};
