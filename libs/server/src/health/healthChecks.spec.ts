import { HealthChecks } from './healthChecks.js';

describe('HealthChecks', () => {
  it('is ready when every check resolves', async () => {
    const health = new HealthChecks();
    health.add('log', () => Promise.resolve('0001'));
    expect(await health.run()).toEqual({ ready: true, checks: { log: { ok: true } } });
  });

  it('says what is not well, without credentials', async () => {
    const health = new HealthChecks();
    health.add('log', () => Promise.resolve());
    health.add('documents', () => Promise.reject(new Error('mongodb://user:pw@host is away')));
    expect(await health.run()).toEqual({
      ready: false,
      checks: { log: { ok: true }, documents: { ok: false, detail: 'mongodb://***@host is away' } },
    });
  });

  it('does not wait longer than a check may take', async () => {
    const health = new HealthChecks();
    health.add('log', () => new Promise(() => undefined), 10);
    expect(await health.run()).toEqual({
      ready: false,
      checks: { log: { ok: false, detail: 'no answer within 10 ms' } },
    });
  });

  it('takes a check that throws for one that fails', async () => {
    const health = new HealthChecks();
    health.add('loop', () => {
      throw new Error('has ended');
    });
    expect(await health.run()).toMatchObject({ ready: false, checks: { loop: { detail: 'has ended' } } });
  });
});
