import { readBuildProgress, type Checkpoint, type EventLog, type Generation, type ReadModels } from '#ports';

const generation: Generation = {
  projection: 'calls',
  number: 2,
  rulesVersion: '1',
  state: 'building',
  logIdentity: 'log',
  createdAt: '2026-01-01T00:00:00.000Z',
  switching: 'auto',
  error: null,
  difference: null,
  switchedAt: null,
};

/** Of a log of 1,000 events, at a place after so many of them. */
const progressAt = (place: number, checkpoint: Partial<Checkpoint> | null) => {
  const log: Pick<EventLog, 'countAfter'> = {
    countAfter: (position) => Promise.resolve(position === null ? 1_000 : 1_000 - place),
  };
  const at = { consumer: 'partition-1/1', position: 'here', logIdentity: 'log', logTime: null, savedAt: '' };
  const readModels: Pick<ReadModels, 'checkpoints'> = {
    checkpoints: () =>
      Promise.resolve(checkpoint === null ? [] : [{ ...at, events: 0, perSecond: null, ...checkpoint }]),
  };
  return readBuildProgress({ log: log as EventLog, readModels: readModels as ReadModels }, generation);
};

describe('how far a build has come', () => {
  it('counts the events that concern it, and takes the rest of the log for the like', () =>
    expect(progressAt(500, { events: 400, perSecond: 100 })).resolves.toMatchObject({
      events: 400,
      of: 800, // one in five so far was of no call
      etaSeconds: 4,
    }));

  it('takes every event for one that concerns it before it has begun', () =>
    expect(progressAt(0, null)).resolves.toEqual({
      position: null,
      events: 0,
      of: 1_000,
      perSecond: null,
      etaSeconds: null,
    }));

  it('is at its end when nothing is left', () =>
    expect(progressAt(1_000, { events: 800, perSecond: 100 })).resolves.toMatchObject({ of: 800, etaSeconds: 0 }));
});
