import { randomUUID } from 'node:crypto';
import type { EventLog, FollowBatch, NewEvent, Position, RecordedEvent } from '#ports';
import { inTime } from './storeUnderTest.js';

export const anEvent = (overrides: Partial<NewEvent> = {}): NewEvent => ({
  id: randomUUID(),
  type: 'DialogStateUpdated',
  text: '{"event_type":"user_dialog","state":"talking"}',
  metadata: {
    receivedAt: '2020-08-26T12:59:36.123Z',
    source: 'main',
    schemaVersion: 1,
    $correlationId: '5f46504480f35766ae0e449e',
  },
  ...overrides,
});

export const someEvents = (count: number): NewEvent[] => Array.from({ length: count }, () => anEvent());

export const readAll = async (log: EventLog, stream: string, from?: number): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of log.readStream(stream, from === undefined ? {} : { from })) events.push(event);
  return events;
};

export const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

/** A follower that is asked for one batch after the other, each within the limit. */
export class Follower {
  readonly #abort = new AbortController();
  readonly #batches: AsyncIterator<FollowBatch>;

  constructor(log: EventLog, prefixes: readonly string[], after: Position | null = null, batchSize?: number) {
    const size = batchSize === undefined ? {} : { batchSize };
    this.#batches = log.follow({ after, prefixes, signal: this.#abort.signal, ...size })[Symbol.asyncIterator]();
  }

  next(what = 'a batch'): Promise<IteratorResult<FollowBatch, unknown>> {
    return inTime(what, this.#batches.next());
  }

  /** All batches up to the first for which `enough` holds of the events so far. */
  async until(enough: (events: readonly RecordedEvent[], last: FollowBatch) => boolean): Promise<FollowBatch[]> {
    const batches: FollowBatch[] = [];
    for (;;) {
      const { value, done } = await this.next('the batch that completes what is followed');
      if (done === true) throw new Error('the follower ended by itself');
      batches.push(value);
      const events = batches.flatMap((batch) => batch.events);
      if (enough(events, value)) return batches;
    }
  }

  abort(): void {
    this.#abort.abort();
  }

  /** Aborts and sees that it ends. */
  async stop(): Promise<void> {
    this.abort();
    while ((await this.next('the end of the follower')).done !== true);
  }
}

/** What a follower sees up to the head. */
export const followToHead = async (
  log: EventLog,
  prefixes: readonly string[],
  after: Position | null = null,
  batchSize?: number,
): Promise<FollowBatch[]> => {
  const follower = new Follower(log, prefixes, after, batchSize);
  const batches = await follower.until((_, last) => last.caughtUp);
  await follower.stop();
  return batches;
};
