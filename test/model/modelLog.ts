import {
  RevisionConflict,
  StoreUnavailable,
  type Appended,
  type EventLog,
  type ExpectedRevision,
  type FollowBatch,
  type FollowOptions,
  type NewEvent,
  type RecordedEvent,
} from '#ports';
import type { JsonObject } from '#domain';

const positionOf = (index: number): string => String(index).padStart(8, '0');

/** `lost`: the append is written, but who asked for it only sees that the log went away. */
export type AppendAnswer = 'sent' | 'lost';

/** The same event is appended in many worlds. */
const bodies = new WeakMap<NewEvent, JsonObject>();
const bodyOf = (event: NewEvent): JsonObject => {
  const body = bodies.get(event) ?? (JSON.parse(event.text) as JsonObject);
  bodies.set(event, body);
  return body;
};

/**
 * An event log in memory that behaves as the port says at its weakest: under `any` a repeated id is written again, as a server
 * that has forgotten it would. Every append can be held back by `beforeAppend`, which is where other actors may step in.
 */
export class ModelLog implements EventLog {
  readonly events: RecordedEvent[] = [];
  private readonly streams = new Map<string, RecordedEvent[]>();
  private wake: () => void = () => undefined;

  constructor(private readonly beforeAppend: () => Promise<AppendAnswer> = () => Promise.resolve('sent')) {}

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    const answer = await this.beforeAppend();
    const appended = this.appendNow(stream, events, expected);
    if (answer === 'lost') throw new StoreUnavailable('the answer was lost');
    return appended;
  }

  appendNow(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Appended {
    const held = this.streams.get(stream) ?? [];
    const last = held.length - 1;
    if (expected === 'none' ? last >= 0 : expected !== 'any' && expected !== last)
      throw new RevisionConflict(stream, expected as number | 'none', last < 0 ? null : last);
    for (const event of events) {
      const recorded: RecordedEvent = {
        ...event,
        stream,
        revision: held.length,
        position: positionOf(this.events.length),
        recordedAt: '2024-01-01T00:00:00.000Z',
        body: bodyOf(event),
      };
      held.push(recorded);
      this.events.push(recorded);
    }
    this.streams.set(stream, held);
    this.wake();
    return { revision: held.length - 1, position: positionOf(this.events.length - 1), repeated: false };
  }

  streamNames(): string[] {
    return [...this.streams.keys()];
  }

  stream(name: string): readonly RecordedEvent[] {
    return this.streams.get(name) ?? [];
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  async *readStream(stream: string, { from = 0 }: { readonly from?: number } = {}): AsyncGenerator<RecordedEvent> {
    yield* this.stream(stream).slice(from);
  }

  /** For one follower at a time. */
  async *follow({ after, prefixes, signal }: FollowOptions): AsyncGenerator<FollowBatch> {
    let next = after === null ? 0 : Number(after) + 1;
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    while (!signal.aborted) {
      const grown = new Promise<void>((resolve) => (this.wake = resolve));
      const events = this.events
        .slice(next)
        .filter(({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix)));
      if (next < this.events.length) {
        next = this.events.length;
        yield { events, position: positionOf(next - 1), caughtUp: true };
      } else await Promise.race([grown, stopped]);
    }
  }
  scanStreams(): never {
    throw new Error('the model steps through the log itself');
  }
  head(): Promise<string | null> {
    return Promise.resolve(this.events.at(-1)?.position ?? null);
  }
  countAfter(position: string | null): Promise<number> {
    return Promise.resolve(this.events.filter((event) => position === null || event.position > position).length);
  }
  identity(): Promise<string> {
    return Promise.resolve('model');
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}
