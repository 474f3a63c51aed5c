import { Degraded, HealthChecks } from './healthChecks.js';

describe('HealthChecks', () => {
  it('is ready when every check resolves', async () => {
    const health = new HealthChecks();
    health.add('log', () => Promise.resolve('0001'));
    expect(await health.run()).toEqual({ status: 'ready', checks: { log: { ok: true } } });
  });

  it('says what is not well, without credentials', async () => {
    const health = new HealthChecks();
    health.add('log', () => Promise.resolve());
    health.add('documents', () => Promise.reject(new Error('mongodb://user:pw@host is away')));
    expect(await health.run()).toEqual({
      status: 'not ready',
      checks: { log: { ok: true }, documents: { ok: false, detail: 'mongodb://***@host is away' } },
    });
  });

  it('is degraded, not away, when a check resolves with what is not as it should be', async () => {
    const health = new HealthChecks();
    health.add('log', () => Promise.resolve(new Degraded('esdb://u:pw@host is away, 3 events wait here')));
    const checks = { log: { ok: true, detail: 'esdb://***@host is away, 3 events wait here' } };
    expect(await health.run()).toEqual({ status: 'degraded', checks });
    health.add('documents', () => Promise.reject(new Error('away')));
    expect(await health.run()).toMatchObject({ status: 'not ready', checks });
  });

  it('does not wait longer than a check may take', async () => {
    const health = new HealthChecks();
    health.add('log', () => new Promise(() => undefined), 10);
    expect(await health.run()).toEqual({
      status: 'not ready',
      checks: { log: { ok: false, detail: 'no answer within 10 ms' } },
    });
  });

  it('takes a check that throws for one that fails', async () => {
    const health = new HealthChecks();
    health.add('loop', () => {
      throw new Error('has ended');
    });
    expect(await health.run()).toMatchObject({ status: 'not ready', checks: { loop: { detail: 'has ended' } } });
  });
});
