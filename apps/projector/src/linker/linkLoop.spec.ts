import { setImmediate as turn } from 'node:timers/promises';
import type { JsonObject } from '#domain';
import { StoreUnavailable } from '#ports';
import type { CheckpointMove, EventLog, FollowBatch, ReadModels, RecordedEvent } from '#ports';
import { recorded, streams } from '../../../../test/support/recorded.js';
import type { Linker } from './linker.js';
import { linkLoop } from './linkLoop.js';

/** An event of a dialog; positions and dialogs are named by the test. */
const eventOf = (dialog: string, position: string): RecordedEvent => {
  const body: JsonObject = { event_type: 'user_dialog', event_name: 'dialog_state_update', dialog_uuid: dialog };
  const [event] = recorded([body], { stream: streams.dialog(dialog) });
  return { ...event!, text: '', position, recordedAt: '2026-01-01T00:00:00.000Z' };
};
const batchOf = (...events: RecordedEvent[]): FollowBatch => ({
  events,
  position: events.at(-1)!.position,
  caughtUp: false,
});

/** A loop over a log that gives these batches, and then stands still or fails. The test says when a batch is linked, or fails. */
const startLoop = (batches: readonly FollowBatch[], { logFails }: { readonly logFails?: Error } = {}) => {
  const stop = new AbortController();
  const begun: string[][] = [];
  const saved: string[] = [];
  const under: { resolve: (isDone: boolean) => void; reject: (error: Error) => void }[] = [];
  let save: () => Promise<void> = () => Promise.resolve();
  const log = {
    identity: () => Promise.resolve('log'),
    async *follow({ signal }: { signal: AbortSignal }) {
      for (const batch of batches) {
        if (signal.aborted) return;
        yield batch;
        await turn();
      }
      if (logFails !== undefined) throw logFails;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  } as Partial<EventLog> as EventLog;
  const readModels = {
    checkpoint: () => Promise.resolve(null),
    moveCheckpoint: async (_generation: null, { position }: CheckpointMove) => {
      await save();
      saved.push(position);
    },
  } as Partial<ReadModels> as ReadModels;
  const linker = {
    handle: (events: readonly RecordedEvent[], signal?: AbortSignal) => {
      begun.push(events.map(({ position }) => position));
      return new Promise<boolean>((resolve, reject) => {
        under.push({ resolve, reject });
        signal?.addEventListener('abort', () => resolve(false));
      });
    },
  } as Partial<Linker> as Linker;
  const ended = linkLoop({ log, readModels, linker, onHandled: () => undefined }, stop.signal);
  ended.catch(() => undefined);
  return {
    begun,
    saved,
    ended,
    stop: () => stop.abort(),
    link: () => under.shift()!.resolve(true),
    fail: (error: Error) => under.shift()!.reject(error),
    saveBy: (work: () => Promise<void>) => (save = work),
    /** Until everything has gone as far as it can. */
    settle: async (): Promise<void> => {
      for (let i = 0; i < 20; i++) await turn();
    },
  };
};

describe('the loop of the linker', () => {
  const away = new StoreUnavailable('the log is away');
  const [first, second] = [batchOf(eventOf('a', '1'), eventOf('b', '2')), batchOf(eventOf('a', '3'))];

  it('links batches one after the other, and saves the position of each once it is linked', async () => {
    const loop = startLoop([first, second]);
    await loop.settle();
    expect([loop.begun, loop.saved]).toEqual([[['1', '2']], []]);
    loop.link();
    await loop.settle();
    expect([loop.begun, loop.saved]).toEqual([[['1', '2'], ['3']], ['2']]);
    loop.link();
    await loop.settle();
    expect(loop.saved).toEqual(['2', '3']);
    loop.stop();
    await loop.ended;
  });

  it('links the next batch while a position is being saved', async () => {
    const loop = startLoop([first, second]);
    loop.saveBy(() => new Promise((resolve) => setTimeout(resolve, 5)));
    await loop.settle();
    loop.link();
    await loop.settle();
    expect(loop.begun).toEqual([['1', '2'], ['3']]);
    loop.stop();
    await loop.ended;
    expect(loop.saved).toEqual(['2']);
  });

  it('begins nothing after a batch has failed, and throws that error', async () => {
    const loop = startLoop([first, second]);
    await loop.settle();
    loop.fail(away);
    await expect(loop.ended).rejects.toBe(away);
    expect([loop.begun, loop.saved]).toEqual([[['1', '2']], []]);
  });

  it('ends with the error of a position that could not be saved, without the batch that is under way', async () => {
    const loop = startLoop([first, second]);
    loop.saveBy(() => Promise.reject(away));
    await loop.settle();
    loop.link();
    await expect(loop.ended).rejects.toBe(away);
    expect(loop.saved).toEqual([]);
  });

  it('saves what it has linked when the log fails, and throws that error', async () => {
    const loop = startLoop([first], { logFails: away });
    await loop.settle();
    loop.link();
    await expect(loop.ended).rejects.toBe(away);
    expect(loop.saved).toEqual(['2']);
  });

  it('stops in the middle of a batch, which it does not save, and throws no error', async () => {
    const loop = startLoop([first, second]);
    await loop.settle();
    loop.link();
    await loop.settle();
    loop.stop();
    await loop.ended;
    expect([loop.begun, loop.saved]).toEqual([[['1', '2'], ['3']], ['2']]);
  });
});
