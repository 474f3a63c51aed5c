import Fastify from 'fastify';
import { Registry } from 'prom-client';
import { measureRequests } from './measureRequests.js';

const open = () => {
  const registry = new Registry();
  const fastify = Fastify();
  measureRequests(fastify, registry);
  fastify.get('/v1/calls', () => ({ items: [1, 2, 3] }));
  fastify.get('/v1/stats', () => ({ rows: [1, 2] }));
  fastify.get('/v1/calls/:id', ({ params }, reply) =>
    (params as { id: string }).id === 'gone' ? reply.code(404).send({ status: 404 }) : { id: 'one' },
  );
  fastify.get('/v1/export/calls.csv', () => 'a;b');
  fastify.get('/health/live', () => ({}));
  return { fastify, registry };
};

describe('what is measured of requests', () => {
  it('is their number by method, route and status, never by what was asked for', async () => {
    const { fastify, registry } = open();
    for (const url of ['/v1/calls/4711', '/v1/calls/0815', '/v1/calls/gone', '/v1/nothing', '/health/live'])
      await fastify.inject(url);
    const text = await registry.metrics();
    expect(text).toContain('query_duration_seconds_count{method="GET",route="/v1/calls/:id",status="200"} 2');
    expect(text).toContain('query_duration_seconds_count{method="GET",route="/v1/calls/:id",status="404"} 1');
    expect(text).not.toMatch(/4711|0815|gone|nothing|health/);
  });

  it('is how many rows an answer had: items, rows of a statistic, or one thing', async () => {
    const { fastify, registry } = open();
    for (const url of ['/v1/calls', '/v1/stats', '/v1/calls/4711', '/v1/calls/gone']) await fastify.inject(url);
    const text = await registry.metrics();
    expect(text).toContain('query_rows_sum{route="/v1/calls"} 3');
    expect(text).toContain('query_rows_sum{route="/v1/stats"} 2');
    expect(text).toContain('query_rows_count{route="/v1/calls/:id"} 1');
  });

  it('is nothing of exports, which last as long as their reader likes', async () => {
    const { fastify, registry } = open();
    await fastify.inject('/v1/export/calls.csv');
    expect(await registry.metrics()).not.toContain('route="/v1/export');
  });
});
