import type { QueryBus } from '@nestjs/cqrs';
import { Registry } from 'prom-client';
import { Queries } from './doors.js';
import { Query } from './messages.js';

class AskWell extends Query<number> {}
class AskBadly extends Query<number> {}

describe('the door for queries', () => {
  it('passes each on, answered or refused', async () => {
    const registry = new Registry();
    const bus = {
      execute: (query: object) => (query instanceof AskWell ? Promise.resolve(42) : Promise.reject(new Error('no'))),
    };
    const queries = new Queries(bus as unknown as QueryBus, registry);
    await expect(queries.execute(new AskWell())).resolves.toBe(42);
    await expect(queries.execute(new AskBadly())).rejects.toThrow('no');
    expect(await registry.metrics()).toContain('queries_running 0');
  });

  it('lets 200 through at once, refuses what is beyond, and has room again when one is answered', async () => {
    const registry = new Registry();
    const answers: (() => void)[] = [];
    const bus = { execute: () => new Promise<void>((resolve) => answers.push(resolve)) };
    const queries = new Queries(bus as unknown as QueryBus, registry);
    const running = Array.from({ length: 200 }, () => queries.execute(new AskWell()));
    await expect(queries.execute(new AskWell())).rejects.toMatchObject({ status: 503, retryAfterSeconds: 1 });
    expect(await registry.metrics()).toContain('queries_running 200');
    answers[0]!();
    await running[0];
    const next = queries.execute(new AskWell());
    for (const answer of answers) answer();
    await Promise.all([...running, next]);
    expect(await registry.metrics()).toContain('queries_running 0');
  });
});
