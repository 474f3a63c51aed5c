import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LOGGER, Problem, type Logger } from '#server';
import { isKnownTag } from '../http/entityTag.js';
import { BUILD } from '../session/build.js';
import { readIndexPage } from './indexPage.js';

/** Where the dashboard is, and what it needs to know of where it is. */
export interface DashboardPlace {
  /** What a build has made. */
  readonly folder: string;
  /** The path that a proxy puts before every address, without a slash at its end. */
  readonly prefix: string;
  /** The address under which browsers reach the service, where it is not the one that it listens on. */
  readonly publicUrl: string | null;
}

const NOT_BUILT = 'The dashboard has not been built. Run `npm run build`, and start the service again.';

/**
 * Serves the dashboard at `/app/` (docs/dashboard.md#serving): its files under `/app/assets/`, whose names change with their content, as
 * immutable, compressed when they were built; at any other address its one page, which asks for the rest. Needs no key: what it shows, it
 * asks the API for. To be called before the process listens.
 */
export const serveDashboard = (app: NestFastifyApplication, { folder, prefix, publicUrl }: DashboardPlace): void => {
  const page = readIndexPage(folder, prefix, BUILD);
  const fastify = app.getHttpAdapter().getInstance();
  // loaded where it is used: jest cannot load what it requires on Node 20, and most tests of the API serve no pages
  void fastify.register(import('@fastify/static'), {
    root: join(folder, 'assets'),
    prefix: '/app/assets/',
    decorateReply: false,
    preCompressed: true,
    index: false,
    immutable: true,
    maxAge: '365d',
    suppressWarning: true, // where there is no build, the page says so
  });
  fastify.get('/app', (_request, reply) => reply.redirect(`${prefix}/app/`));
  fastify.get('/app/*', (request, reply) => {
    if (page === null) throw new Problem(503, NOT_BUILT, { isLogged: true });
    void reply.header('etag', page.tag).header('cache-control', 'no-cache');
    if (isKnownTag(request.headers['if-none-match'], page.tag)) return reply.code(304).send();
    return reply.type('text/html; charset=utf-8').send(page.html);
  });
  fastify.addHook('onListen', async () => {
    const address = `${publicUrl ?? (await app.getUrl())}/app/`;
    const logger = app.get<Logger>(LOGGER);
    if (page === null) logger.warn(`no dashboard at ${address}: ${NOT_BUILT}`);
    else logger.info({ dashboard: address }, `the dashboard is at ${address}`);
  });
};
