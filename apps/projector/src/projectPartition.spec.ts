import { RULES } from '#domain';
import type { EventLog, FollowBatch, Generation, PutResult, ReadModels } from '#ports';
import { recorded, streams } from '../../../test/support/recorded.js';
import { voiceCampaignManual } from '../../../test/support/seed.js';
import { projectPartition } from './projectPartition.js';

const NOTHING: PutResult = { seenAlready: 0, written: 0, removed: 0, unchanged: 0 };

const page = (recordId = '1'): FollowBatch => {
  const events = recorded(voiceCampaignManual(), { stream: streams.record(recordId) }).map((event) => {
    const position = String(event.revision + 1).padStart(16, '0');
    return { ...event, text: JSON.stringify(event.body), position, recordedAt: '2026-01-01T00:00:00.000Z' };
  });
  return { events, position: events.at(-1)!.position, caughtUp: true };
};

const logThatGoesAway = (error: Error): Partial<EventLog> => ({
  identity: () => Promise.resolve('log'),
  // eslint-disable-next-line @typescript-eslint/require-await
  async *follow() {
    yield page();
    throw error;
  },
});

describe('a projection whose log goes away', () => {
  it('ends when what it was writing is written, so that who goes on does not meet it', async () => {
    const away = new Error('away');
    let tellBegun: () => void = () => undefined;
    const putBegun = new Promise<void>((begun) => {
      tellBegun = begun;
    });
    let write: () => void = () => undefined;
    const readModels: Partial<ReadModels> = {
      checkpoint: () => Promise.resolve(null),
      checkpoints: () => Promise.resolve([]),
      put: () => {
        tellBegun();
        return new Promise((resolve) => (write = () => resolve(NOTHING)));
      },
    };
    let hasEnded = false;
    const projection = projectPartition(
      {
        log: logThatGoesAway(away) as EventLog,
        readModels: readModels as ReadModels,
        generation: {} as Generation,
        partition: { k: 1, n: 1 },
        rules: RULES,
        now: () => 0,
        onProgress: () => undefined,
      },
      new AbortController().signal,
    ).finally(() => (hasEnded = true));
    projection.catch(() => undefined);
    await putBegun;
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasEnded).toBe(false);
    write();
    await expect(projection).rejects.toBe(away);
  });
});

describe('reading ahead', () => {
  /** The streams that were read, of three that came: the second when the end was reached, the third later. */
  const readBy = async (state: Generation['state'], isEmbedded: boolean): Promise<string[]> => {
    const read: string[] = [];
    const log: Partial<EventLog> = {
      isEmbedded,
      identity: () => Promise.resolve('log'),
      // eslint-disable-next-line @typescript-eslint/require-await
      async *readStream(stream) {
        read.push(stream);
      },
      // eslint-disable-next-line @typescript-eslint/require-await
      async *follow() {
        yield { ...page('1'), caughtUp: false };
        yield page('2');
        yield page('3');
      },
    };
    const readModels: Partial<ReadModels> = {
      checkpoint: () => Promise.resolve(null),
      checkpoints: () => Promise.resolve([]),
      storedRevisions: () => Promise.resolve(new Map()),
      put: () => Promise.resolve(NOTHING),
    };
    await projectPartition(
      {
        log: log as EventLog,
        readModels: readModels as ReadModels,
        generation: { state } as Generation,
        partition: { k: 1, n: 1 },
        rules: RULES,
        now: () => 0,
        onProgress: () => undefined,
      },
      new AbortController().signal,
    );
    return read;
  };

  it('is for a build, until it has caught up once', async () =>
    expect(await readBy('building', true)).toEqual([streams.record('1'), streams.record('2')]));
  it.each(['live', 'ready'] as const)('is not for one that is %s', async (state) =>
    expect(await readBy(state, true)).toEqual([]),
  );
  it('is not for a log on a server, where every stream would be asked for over the network', async () =>
    expect(await readBy('building', false)).toEqual([]));
});
