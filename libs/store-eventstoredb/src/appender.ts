import { ANY, FORWARDS, NO_STREAM, type AppendResult, type JSONEventData } from '@kurrent/kurrentdb-client';
import { RevisionConflict, type Appended, type ExpectedRevision, type NewEvent } from '#ports';
import { AppendGate } from './appendGate.js';
import { conflictOf } from './clientErrors.js';
import type { Connection } from './connection.js';
import type { LogTail } from './logTail.js';
import { isAfter, isKnown, writePosition, type LogPlace } from './position.js';
import { toProposed } from './proposedEvent.js';
import { placeOf } from './recordedEvent.js';
import { readStreamPages } from './serverReads.js';

/** Appends: bounded in number, each in its time, never the same one twice at once. */
export class Appender {
  readonly #gate: AppendGate;
  /** By stream and ids. */
  readonly #inFlight = new Map<string, Promise<Appended>>();

  constructor(
    private readonly connection: Connection,
    private readonly tail: LogTail,
    inFlight: number,
    private readonly callMs: number,
  ) {
    this.#gate = new AppendGate(inFlight, callMs);
  }

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    const proposed = toProposed(events);
    const same = [stream, ...events.map(({ id }) => id)].join('\n');
    const inFlight = this.#inFlight.get(same);
    const append = (): Promise<Appended> => this.#gate.pass(() => this.#append(stream, proposed, expected));
    // the server answers an append that equals one still being written only at its deadline, with an error
    const appended = inFlight === undefined ? append() : inFlight.then(append, append);
    this.#inFlight.set(same, appended);
    const forget = (): void => {
      if (this.#inFlight.get(same) === appended) this.#inFlight.delete(same);
    };
    appended.then(forget, forget);
    return appended;
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
    this.tail.reaches(place);
    return {
      revision,
      position: writePosition(place),
      repeated: furthest !== null && !isAfter(place, furthest),
    };
  }

  /** The server's answer, or its refusal with the stream's last revision. */
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

  /** Under ANY the server refuses several events of which it knows the first and not all: those it has not are written, or none. */
  async #appendMissing(stream: string, events: JSONEventData[], actual: number | null): Promise<Appended> {
    const known = new Set<string>();
    for await (const { id } of readStreamPages(this.connection, stream, 0)) known.add(id);
    const missing = events.filter(({ id }) => !known.has(id));
    if (missing.length > 0) return this.#append(stream, missing, actual ?? 'none');
    const revision = actual ?? 0;
    return { revision, position: writePosition(await this.#placeAt(stream, revision)), repeated: true };
  }

  /** For an answer without a position: the event itself has one. */
  #placeAt(stream: string, revision: number): Promise<LogPlace> {
    return this.connection.read(`reading ${stream}`, async (client, readAs) => {
      const options = { ...readAs, fromRevision: BigInt(revision), direction: FORWARDS, maxCount: 1 } as const;
      const read = client.readStream(stream, options);
      for await (const { event } of read) if (event !== undefined) return placeOf(event);
      throw new Error(`${stream} has no event ${revision}, which was just appended`);
    });
  }
}
