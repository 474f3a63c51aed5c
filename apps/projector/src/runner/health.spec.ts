import { RULES } from '#domain';
import type { Checkpoint, EventLog, Generation, ReadModels } from '#ports';
import { aGeneration } from '../../../../test/support/aGeneration.js';
import { ProjectorHealth, servesReaders, whyStandingStill } from './health.js';
import type { ProcessorId, ProcessorState } from './processor.js';

const projectionOf = (number: number): ProcessorId => ({
  kind: 'projection',
  generation: { projection: 'calls', number },
  partition: { k: 1, n: 1 },
});
const RUNNING: ProcessorState = { id: { kind: 'linker' }, state: 'running', reason: null };

describe('what readers wait for', () => {
  it.each<[ProcessorId, boolean]>([
    [projectionOf(1), true],
    [projectionOf(2), false],
    [projectionOf(12), false],
    [{ kind: 'rebuild' }, false],
    [{ kind: 'upkeep' }, false],
    [{ kind: 'linker' }, true],
    [{ kind: 'generations' }, true],
  ])('%j: %s', (id, serves) => {
    expect(servesReaders(id, { number: 1 })).toBe(serves);
  });

  it('is every projection while there is no live generation', () => {
    expect(servesReaders(projectionOf(2), undefined)).toBe(true);
  });
});

it('a live generation of other rules stands still, and what helps is said', () => {
  const rules = (version: string) => ({ ...RULES, version });
  expect(whyStandingStill({ rulesVersion: '2' }, rules('2'))).toBeNull();
  expect(whyStandingStill({ rulesVersion: '2' }, rules('10'))).toBe(
    'made by rules 2, and this program has 10: it stands still here until a build by the new ones is live',
  );
  expect(whyStandingStill({ rulesVersion: '10' }, rules('2'))).toBe(
    'made by rules 10, and this program has 2: it stands still here. Start the newer program',
  );
});

describe('the health of a projector', () => {
  const healthOf = (
    states: readonly ProcessorState[],
    { poisoned = 0, generations = [aGeneration({ rulesVersion: RULES.version })] as readonly Generation[] } = {},
  ): Promise<string | null> => {
    const readModels: Partial<ReadModels> = {
      generations: () => Promise.resolve(generations),
      countPoisoned: () => Promise.resolve(poisoned),
      checkpoints: () => Promise.resolve<Checkpoint[]>([]),
    };
    const log: Partial<EventLog> = { head: () => Promise.resolve(null) };
    const parts = { log: log as EventLog, readModels: readModels as ReadModels, rules: RULES, states: () => states };
    return new ProjectorHealth(parts).check();
  };

  it('is well while its processors run, or wait behind a lease that is renewed', async () => {
    const waiting: ProcessorState = { ...RUNNING, state: 'waiting', reason: 'standing by behind another' };
    expect(await healthOf([RUNNING, waiting])).toBeNull();
  });

  it('is degraded while a lease is not renewed, a build waits, or streams are poisoned, and says so', async () => {
    const withSilentLease: ProcessorState = { ...RUNNING, state: 'takingOver', reason: 'nobody renews it' };
    const build: ProcessorState = { id: projectionOf(2), state: 'retrying', reason: 'disk full' };
    expect(await healthOf([withSilentLease])).toBe('linker is takingOver: nobody renews it');
    expect(await healthOf([RUNNING, build])).toBe('calls.v2 partition-1/1 is retrying: disk full');
    expect(await healthOf([RUNNING], { poisoned: 3 })).toBe('poisoned streams: 3 (/v1/projections)');
  });

  it('is not ready while what readers wait for has failed or tries again', async () => {
    const linker: ProcessorState = { ...RUNNING, state: 'retrying', reason: 'the log is away' };
    const live: ProcessorState = { id: projectionOf(1), state: 'failed', reason: 'another log' };
    await expect(healthOf([linker, live])).rejects.toThrow(
      'linker is retrying: the log is away; calls.v1 partition-1/1 is failed: another log',
    );
  });
});
