import { WrongLog, type Checkpoint, type EventLog, type Generation, type ReadModels } from '#ports';
import { resumePartition } from './checkpoints.js';

const checkpointOf = (consumer: string, position: string, events: number): Checkpoint => ({
  consumer,
  position,
  events,
  logIdentity: 'log',
  logTime: '2026-01-01T00:00:00.000Z',
  perSecond: 100,
  savedAt: '2026-01-01T00:00:00.000Z',
});

const resumeOf = (known: readonly Checkpoint[], k: number, n: number) => {
  const log: Partial<EventLog> = { identity: () => Promise.resolve('log'), head: () => Promise.resolve('09') };
  const readModels: Partial<ReadModels> = {
    checkpoint: () => Promise.resolve(null),
    checkpoints: () => Promise.resolve(known),
  };
  return resumePartition(log as EventLog, readModels as ReadModels, {} as Generation, { k, n });
};

describe('a partition of a new number of them', () => {
  it('goes on where all former ones have come to, with its share of what they have handled', async () => {
    const former = [checkpointOf('partition-1/2', '07', 700), checkpointOf('partition-2/2', '05', 500)];
    expect(await resumeOf(former, 2, 4)).toMatchObject({ after: '05', stored: null, events: 250 });
    expect(await resumeOf(former, 1, 1)).toMatchObject({ after: '05', events: 1_000 });
  });

  it('begins where not all streams were in hand', async () =>
    expect(await resumeOf([checkpointOf('partition-1/2', '07', 700)], 2, 4)).toMatchObject({ after: null, events: 0 }));

  it('does not go on where the log has lost events that the former ones have handled', () =>
    expect(resumeOf([checkpointOf('partition-1/1', '10', 700)], 1, 2)).rejects.toBeInstanceOf(WrongLog));
});
