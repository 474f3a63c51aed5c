import { ANY, FORWARDS, NO_STREAM, type AppendResult, type JSONEventData } from '@kurrent/kurrentdb-client';
import { RevisionConflict, type Appended, type ExpectedRevision, type NewEvent } from '#ports';
import { AppendsInFlight } from './appendsInFlight.js';
import { conflictOf } from './clientErrors.js';
import type { Connection } from './connection.js';
import type { LogTail } from './logTail.js';
import { isAfter, isKnown, writePosition, type LogPlace } from './position.js';
import { toProposed } from './proposedEvent.js';
import { placeOf } from './recordedEvent.js';
import { readStreamPages } from './serverReads.js';

/** Appends to the log: a bounded number at once, each within its time limit, and never the same append twice at once. */
export class Appender {
  readonly #inFlight: AppendsInFlight;

  constructor(
    private readonly connection: Connection,
    private readonly tail: LogTail,
    mostInFlight: number,
    private readonly callMs: number,
  ) {
    this.#inFlight = new AppendsInFlight(mostInFlight, callMs);
  }

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    const proposed = toProposed(events);
    // While an append is still being written the server answers an equal one only at its deadline, and with an error.
    const streamAndIds = [stream, ...events.map(({ id }) => id)].join('\n');
    return this.#inFlight.run(streamAndIds, () => this.#append(stream, proposed, expected));
  }

  async #append(stream: string, events: JSONEventData[], expected: ExpectedRevision): Promise<Appended> {
    const { furthest } = this.tail;
    const answer = await this.#send(stream, events, expected);
    if ('actual' in answer) {
      if (expected === 'any') return this.#appendMissing(stream, events, answer.actual);
      throw new RevisionConflict(stream, expected, answer.actual);
    }
    const revision = Number(answer.nextExpectedRevision);
    const place = isKnown(answer.position) ? answer.position : await this.#placeAt(stream, revision);
    this.tail.noteEventAt(place);
    return {
      revision,
      position: writePosition(place),
      repeated: furthest !== null && !isAfter(place, furthest),
    };
  }

  /** Gives the server's answer or, where the expected revision was wrong, the stream's actual last revision. */
  #send(
    stream: string,
    events: JSONEventData[],
    expected: ExpectedRevision,
  ): Promise<AppendResult | { readonly actual: number | null }> {
    const streamState = expected === 'any' ? ANY : expected === 'none' ? NO_STREAM : BigInt(expected);
    return this.connection.send(`appending to ${stream}`, async (client) => {
      try {
        return await client.appendToStream(stream, events, { streamState, deadline: this.callMs });
      } catch (error) {
        const conflict = conflictOf(error);
        if (conflict === null) throw error;
        return conflict;
      }
    });
  }

  /**
   * Under ANY the server refuses several events when it knows the first of them but not all. Then the events that are missing in the stream
   * are appended; when none is missing, the append was a repeat.
   */
  async #appendMissing(stream: string, events: JSONEventData[], actual: number | null): Promise<Appended> {
    const known = new Set<string>();
    for await (const { id } of readStreamPages(this.connection, stream, 0)) known.add(id);
    const missing = events.filter(({ id }) => !known.has(id));
    if (missing.length > 0) return this.#append(stream, missing, 'any'); // others may append to the stream at the same time
    const revision = actual ?? 0;
    return { revision, position: writePosition(await this.#placeAt(stream, revision)), repeated: true };
  }

  /** The position of one event. It is read from the event itself when the server's answer to the append held none. */
  #placeAt(stream: string, revision: number): Promise<LogPlace> {
    return this.connection.read(`reading ${stream}`, async (client, readAs) => {
      const options = { ...readAs, fromRevision: BigInt(revision), direction: FORWARDS, maxCount: 1 } as const;
      const read = client.readStream(stream, options);
      for await (const { event } of read) if (event !== undefined) return placeOf(event);
      throw new Error(`${stream} has no event ${revision}, which was just appended`);
    });
  }
}
