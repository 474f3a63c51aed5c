import {
  RevisionConflict,
  type Appended,
  type EventLog,
  type ExpectedRevision,
  type NewEvent,
  type RecordedEvent,
} from '#ports';
import type { JsonObject } from '#domain';

const positionOf = (index: number): string => String(index).padStart(8, '0');

/**
 * An event log in memory that behaves as the port says at its weakest: under `any` a repeated id is written again, as a server
 * that has forgotten it would. Every append can be held back by `beforeAppend`, which is where other actors may step in.
 */
export class ModelLog implements EventLog {
  readonly events: RecordedEvent[] = [];
  private readonly streams = new Map<string, RecordedEvent[]>();

  constructor(private readonly beforeAppend: () => Promise<void> = () => Promise.resolve()) {}

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    await this.beforeAppend();
    return this.appendNow(stream, events, expected);
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
        body: JSON.parse(event.text) as JsonObject,
      };
      held.push(recorded);
      this.events.push(recorded);
    }
    this.streams.set(stream, held);
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

  follow(): never {
    throw new Error('the model steps through the log itself');
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
