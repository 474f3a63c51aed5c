import type { FastifyInstance } from 'fastify';
import { Histogram, type Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ROWS = [0, 1, 10, 50, 100, 500, 1000, 10_000, 100_000];

/** Files and streams last as long as their reader likes: they have metrics of their own. */
const LASTING = /^\/v1\/(export\/|changes\/stream$)/;
const QUERIES = /^\/(v1|admin)\//;

/** Whether a route, by its pattern, is a question that is answered at once. */
const isMeasured = (route: string): boolean => QUERIES.test(route) && !LASTING.test(route);

/** Items of a page, rows of a statistic; a single thing is one. Null: an answer of another kind. */
const rowsOf = (answer: unknown): number | null => {
  if (typeof answer !== 'object' || answer === null) return null;
  const { items, rows } = answer as { readonly items?: unknown; readonly rows?: unknown };
  const list = Array.isArray(items) ? items : rows;
  return Array.isArray(list) ? list.length : 1;
};

/** Measures each query and each action of an admin by the pattern of its route, never by what was asked for. */
export const measureRequests = (fastify: FastifyInstance, registry: Registry): void => {
  const registers = [registry];
  const duration = new Histogram({
    name: 'query_duration_seconds',
    help: 'From the first line of a request to the end of its answer, by route and status (exports and streams left out)',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const rows = new Histogram({
    name: 'query_rows',
    help: 'Rows of an answer in JSON, by route: items of a page, rows of a statistic, 1 for a single thing',
    labelNames: ['route'],
    buckets: ROWS,
    registers,
  });
  // decided once for each route: webhooks pay nothing for it
  fastify.addHook('onRoute', (route) => {
    const { url } = route;
    if (!isMeasured(url)) return;
    route.preSerialization = [
      (_request, reply, answer, done) => {
        const found = reply.statusCode < 300 ? rowsOf(answer) : null;
        if (found !== null) rows.observe({ route: url }, found);
        done();
      },
      ...[route.preSerialization ?? []].flat(),
    ];
    route.onResponse = [
      ({ method }, reply, done) => {
        duration.observe({ method, route: url, status: reply.statusCode }, reply.elapsedTime / 1000);
        done();
      },
      ...[route.onResponse ?? []].flat(),
    ];
  });
};
