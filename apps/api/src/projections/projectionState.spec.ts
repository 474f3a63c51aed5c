import type { Checkpoint } from '#ports';
import { Completeness } from '#projections';
import { aGeneration } from '../../../../test/support/aGeneration.js';
import { projectionState, type ProjectionState } from './projectionState.js';

const HEAD = '0900';
const NOW = Date.parse('2026-05-01T12:00:00.000Z');

const at = (consumer: string, position: string, perSecond: number | null = null): Checkpoint => ({
  consumer,
  position,
  logIdentity: 'log',
  logTime: '2026-05-01T11:59:00.000Z',
  savedAt: '2026-05-01T11:59:59.000Z',
  events: 1,
  perSecond,
});

/** Over a log of 900 events, the position of each being its number. */
const stateWith = (...checkpoints: readonly Checkpoint[]): Promise<ProjectionState> =>
  projectionState(
    { generation: aGeneration({ number: 3 }), logIdentity: 'log', head: HEAD, linker: null, checkpoints },
    {
      poisonedStreams: 0,
      difference: null,
      now: NOW,
      completeness: new Completeness(),
      countAfter: (position) => Promise.resolve(900 - Number(position ?? 0)),
    },
  );

describe('how far a projection has come', () => {
  it('is that of the partition that has come least far', async () =>
    expect(await stateWith(at('partition-1/2', HEAD, 70), at('partition-2/2', '0400', 50))).toMatchObject({
      name: 'calls.v3',
      position: '0400',
      lag: { events: 500, seconds: 60 },
      rate: 50,
      partitions: [{ lag: { events: 0, seconds: 0 } }, { lag: { events: 500, seconds: 60 } }],
    }));

  it('is nowhere while a partition has not begun, however far the others are', async () =>
    expect(await stateWith(at('partition-1/2', HEAD, 70))).toMatchObject({
      position: null,
      lag: { events: 900, seconds: null },
      rate: null,
      partitions: [{ consumer: 'partition-1/2', lag: { events: 0, seconds: 0 } }],
    }));

  it('is the end of the log where nothing is left', async () =>
    expect(await stateWith(at('partition-1/1', HEAD, 70))).toMatchObject({ lag: { events: 0, seconds: 0 }, rate: 70 }));
});
