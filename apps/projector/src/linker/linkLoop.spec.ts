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

/** A loop over a log that gives these batches, and then stands still or fails. The test says when an event is linked, or fails. */
const startLoop = (batches: readonly FollowBatch[], { logFails }: { readonly logFails?: Error } = {}) => {
  const stop = new AbortController();
  const begun: string[] = [];
  const saved: string[] = [];
  const ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
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
    moveCheckpoint: (_generation: null, { position }: CheckpointMove) => Promise.resolve(void saved.push(position)),
  } as Partial<ReadModels> as ReadModels;
  const linker = {
    note: () => undefined,
    handle: ({ position }: RecordedEvent) => {
      begun.push(position);
      return new Promise<void>((resolve, reject) => ends.set(position, { resolve, reject }));
    },
  } as Partial<Linker> as Linker;
  const ended = linkLoop({ log, readModels, streams, linker, onHandled: () => undefined }, stop.signal);
  ended.catch(() => undefined);
  return {
    begun,
    saved,
    ended,
    stop: () => stop.abort(),
    link: (position: string) => ends.get(position)!.resolve(),
    fail: (position: string, error: Error) => ends.get(position)!.reject(error),
    /** Until everything has gone as far as it can. */
    settle: async (): Promise<void> => {
      for (let i = 0; i < 20; i++) await turn();
    },
  };
};

describe('the loop of the linker', () => {
  const away = new StoreUnavailable('the log is away');

  it('saves a position once all up to it is linked, and begins the next batch before', async () => {
    const loop = startLoop([batchOf(eventOf('a', '1'), eventOf('b', '2')), batchOf(eventOf('c', '3'))]);
    await loop.settle();
    expect(loop.begun).toEqual(['1', '2', '3']);
    loop.link('3');
    loop.link('2');
    await loop.settle();
    expect(loop.saved).toEqual([]);
    loop.link('1');
    await loop.settle();
    expect(loop.saved).toEqual(['3']);
    loop.stop();
    await loop.ended;
  });

  it('links events of one dialog in the order of the log, whatever batches they are in', async () => {
    const loop = startLoop([batchOf(eventOf('a', '1')), batchOf(eventOf('a', '2'), eventOf('b', '3'))]);
    await loop.settle();
    expect(loop.begun).toEqual(['1', '3']);
    loop.link('1');
    await loop.settle();
    expect(loop.begun).toEqual(['1', '3', '2']);
    expect(loop.saved).toEqual(['1']);
    for (const position of ['2', '3']) loop.link(position);
    await loop.settle();
    expect(loop.saved).toEqual(['1', '3']);
    loop.stop();
    await loop.ended;
  });

  it('begins nothing after an event has failed, ends when what is under way has ended, and throws that error', async () => {
    const loop = startLoop([batchOf(eventOf('a', '1')), batchOf(eventOf('b', '2')), batchOf(eventOf('b', '3'))]);
    await loop.settle();
    loop.fail('2', away);
    let hasEnded = false;
    loop.ended.catch(() => (hasEnded = true));
    await loop.settle();
    expect(hasEnded).toBe(false);
    loop.link('1');
    await expect(loop.ended).rejects.toBe(away);
    expect(loop.begun).toEqual(['1', '2']);
    expect(loop.saved).toEqual(['1']);
  });

  it('begins nothing after the log has failed, and leaves nothing under way', async () => {
    const loop = startLoop([batchOf(eventOf('a', '1'), eventOf('a', '2'))], { logFails: away });
    await loop.settle();
    loop.link('1');
    await expect(loop.ended).rejects.toBe(away);
    expect(loop.begun).toEqual(['1']);
    expect(loop.saved).toEqual([]);
  });

  it('stops in the middle: what is under way ends, nothing more is begun, and no error is thrown', async () => {
    const loop = startLoop([batchOf(eventOf('a', '1')), batchOf(eventOf('b', '2'), eventOf('b', '3'))]);
    await loop.settle();
    loop.stop();
    loop.link('1');
    await loop.settle();
    loop.link('2');
    await loop.ended;
    expect(loop.begun).toEqual(['1', '2']);
    expect(loop.saved).toEqual(['1']);
  });
});
