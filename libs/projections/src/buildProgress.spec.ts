import type { Checkpoint, Checkpoints, EventLog } from '#ports';
import { aGeneration } from '../../../test/support/aGeneration.js';
import { readBuildProgress } from './buildProgress.js';

const generation = aGeneration({ number: 2, state: 'building' });

/** Of a log of 1,000 events, at a place after so many of them. */
const progressAt = (place: number, ...checkpoints: readonly Partial<Checkpoint>[]) => {
  const log: Pick<EventLog, 'countAfter' | 'identity'> = {
    countAfter: (position) => Promise.resolve(position === null ? 1_000 : 1_000 - place),
    identity: () => Promise.resolve('log'),
  };
  const at = { consumer: 'partition-1/1', position: 'here', logIdentity: 'log', logTime: null, savedAt: '' };
  const readModels: Pick<Checkpoints, 'checkpoints'> = {
    checkpoints: () =>
      Promise.resolve(checkpoints.map((checkpoint) => ({ ...at, events: 0, perSecond: null, ...checkpoint }))),
  };
  return readBuildProgress({ log: log as EventLog, readModels: readModels as Checkpoints }, generation);
};

describe('how far a build has come', () => {
  it('counts the events that concern it, and takes the rest of the log for the like', () =>
    expect(progressAt(500, { events: 400, perSecond: 100 })).resolves.toMatchObject({
      events: 400,
      of: 800, // one in five so far was of no call
      etaSeconds: 4,
    }));

  it('counts what came with whole streams from behind its place as no longer to come', () =>
    expect(progressAt(500, { events: 650, perSecond: 100 })).resolves.toMatchObject({
      events: 650,
      of: 1_000,
      etaSeconds: 4, // for 350: not for the 500 that stand after its place
    }));

  it('says that something is left as long as the log has not been gone through, whatever has come', () =>
    expect(progressAt(750, { events: 1_000, perSecond: 100 })).resolves.toMatchObject({
      events: 1_000,
      of: 1_001,
      etaSeconds: 1,
    }));

  it('takes every event for one that concerns it before it has begun', () =>
    expect(progressAt(0)).resolves.toEqual({
      position: null,
      events: 0,
      of: 1_000,
      perSecond: null,
      etaSeconds: null,
      waitsFor: [],
    }));

  it('is at its end when nothing is left', () =>
    expect(progressAt(1_000, { events: 800, perSecond: 100 })).resolves.toMatchObject({ of: 800, etaSeconds: 0 }));

  it('waits for the partitions that have not begun, then for the one that has come least far', async () => {
    const first = { consumer: 'partition-1/3', position: '05' };
    const second = { consumer: 'partition-2/3', position: '03' };
    const third = { consumer: 'partition-3/3', position: '04' };
    expect((await progressAt(0, second)).waitsFor).toEqual(['partition-1/3', 'partition-3/3']);
    expect((await progressAt(300, first, second, third)).waitsFor).toEqual(['partition-2/3']);
  });

  it('waits for those of the number of partitions that is worked with now', async () => {
    const former = { consumer: 'partition-1/1', position: '01', savedAt: '2026-01-01T00:00:00.000Z' };
    const present = { consumer: 'partition-2/2', position: '02', savedAt: '2026-01-02T00:00:00.000Z' };
    expect((await progressAt(300, former, present)).waitsFor).toEqual(['partition-1/2']);
  });

  it('does not count with the position of a log that was replaced', () =>
    expect(progressAt(1_000, { events: 800, perSecond: 100, logIdentity: 'another' })).resolves.toMatchObject({
      events: 800,
      of: 800,
      etaSeconds: null,
    }));
});
