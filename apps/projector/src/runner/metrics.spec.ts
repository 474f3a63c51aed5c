import { Registry } from 'prom-client';
import type { Checkpoint, EventLog, Generation, ReadModels } from '#ports';
import { aCheckpoint } from '../../../../test/support/aCheckpoint.js';
import { aGeneration } from '../../../../test/support/aGeneration.js';
import { addProjectorMetrics } from './metrics.js';

const NOW = Date.parse('2024-05-01T12:00:00.000Z');
const at = (consumer: string, position: string, logTime: string | null): Checkpoint =>
  aCheckpoint({ consumer, position, logTime });

/** Over a log of nine events, the position of each being its number. */
const registryOver = (
  linker: Checkpoint | null,
  ofGeneration: Readonly<Record<number, readonly Checkpoint[]>>,
  generations: readonly Generation[],
  now = () => NOW,
): Registry => {
  const log: Partial<EventLog> = {
    head: () => Promise.resolve('0009'),
    identity: () => Promise.resolve('log'),
    countAfter: (position) => Promise.resolve(9 - Number(position ?? 0)),
  };
  const readModels: Partial<ReadModels> = {
    generations: () => Promise.resolve(generations),
    checkpoint: () => Promise.resolve(linker),
    countPoisoned: () => Promise.resolve(3),
    checkpoints: (generation) => Promise.resolve(ofGeneration[generation?.number ?? 0] ?? []),
  };
  const registry = new Registry();
  addProjectorMetrics(registry, { log: log as EventLog, readModels: readModels as ReadModels, now });
  return registry;
};

const linesOf = async (registry: Registry, name: string): Promise<string[]> =>
  (await registry.metrics()).split('\n').filter((line) => line.startsWith(`${name}{`));

const live = aGeneration({ number: 1 });
const build = aGeneration({ number: 2, state: 'building' });
const HEAD = '0009';
const BEFORE = '2024-05-01T11:59:00.000Z';

describe('the lag in the metrics', () => {
  it('is that of the linker, the live calls and a build, from what is stored: also of other processes, or of nobody', async () => {
    const checkpoints = { 1: [at('partition-1/2', HEAD, BEFORE), at('partition-2/2', '0004', BEFORE)] };
    const registry = registryOver(at('linker', '0007', BEFORE), checkpoints, [live, build]);
    expect(await linesOf(registry, 'projector_lag_events')).toEqual([
      'projector_lag_events{loop="linker"} 2',
      'projector_lag_events{loop="projection"} 5',
      'projector_lag_events{loop="build"} 9',
    ]);
    expect(await linesOf(registry, 'projector_poisoned_streams')).toEqual([
      'projector_poisoned_streams{generation="calls.v1"} 3',
    ]);
    expect(await linesOf(registry, 'projector_lag_seconds')).toEqual([
      'projector_lag_seconds{loop="linker"} 60',
      'projector_lag_seconds{loop="projection"} 60',
      'projector_lag_seconds{loop="build"} 0',
    ]);
  });

  it('grows by this clock where the last event was logged by one that was ahead', async () => {
    let now = NOW;
    const ahead = at('linker', '0007', '2024-05-02T12:00:00.000Z');
    const registry = registryOver(ahead, { 1: [at('partition-1/1', HEAD, BEFORE)] }, [live], () => now);
    await registry.metrics();
    now += 30_000;
    expect(await linesOf(registry, 'projector_lag_seconds')).toEqual([
      'projector_lag_seconds{loop="linker"} 30',
      'projector_lag_seconds{loop="projection"} 0',
    ]);
  });
});
