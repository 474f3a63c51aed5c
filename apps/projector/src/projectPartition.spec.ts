import { RULES } from '#domain';
import type { EventLog, FollowBatch, Generation, PutResult, ReadModels } from '#ports';
import { recorded, streams } from '../../../test/support/recorded.js';
import { voiceCampaignManual } from '../../../test/support/seed.js';
import { projectPartition } from './projectPartition.js';

const NOTHING: PutResult = { seenAlready: 0, written: 0, removed: 0, unchanged: 0 };

const page = (): FollowBatch => {
  const events = recorded(voiceCampaignManual(), { stream: streams.record('1') }).map((event) => {
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
