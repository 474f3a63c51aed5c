import { CALL_STREAM_PREFIXES, changedFields, compareStream, type CallDifference, type StoredCall } from '#domain';
import {
  BEFORE_ALL,
  generationName,
  positionOf,
  type Checkpoints,
  type EventLog,
  type Generation,
  type Position,
  type StoredDocuments,
  type StoredStream,
} from '#ports';
import { MOST_KEPT, type Audit, type AuditDifference } from './audits.js';
import { pagesByName } from './pagesByName.js';

/** A stream, and the calls that its events up to the stored revision make, or why they cannot be folded. */
export interface FoldedAgain {
  readonly stored: StoredStream;
  readonly calls: readonly StoredCall[] | { readonly message: string };
}

export interface AuditParts {
  readonly log: EventLog;
  readonly readModels: Checkpoints & StoredDocuments;
  readonly live: Generation;
  /** Folds streams again from the log, by the rules that made the generation. */
  readonly fold: (streams: readonly StoredStream[]) => Promise<readonly FoldedAgain[]>;
  /** How many streams are chosen at random; null: all are looked at. */
  readonly sample: number | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onDifference: (difference: AuditDifference) => void;
  /** Called with how many streams have been looked at so far. */
  readonly onProgress: (streams: number) => void;
}

const NAMES_AT_ONCE = 100;
/** Of a stream that is not stored all events are folded. */
const WHOLE = Number.MAX_SAFE_INTEGER;

/** Names of the streams that begin in the log up to a position, each once, in the order in which they begin. */
async function* streamsBegun(log: EventLog, upTo: Position): AsyncGenerator<readonly string[]> {
  const end = new AbortController();
  for await (const batch of log.follow({ after: null, prefixes: CALL_STREAM_PREFIXES, signal: end.signal })) {
    const first = batch.events.filter(({ revision, position }) => revision === 0 && position <= upTo);
    if (first.length > 0) yield first.map(({ stream }) => stream);
    if (batch.position >= upTo || batch.caughtUp) break;
  }
  end.abort();
}

/** So many of all names, each with the same chance, while no more than those are remembered. */
const chooseAtRandom = async (pages: AsyncIterable<readonly string[]>, count: number): Promise<readonly string[]> => {
  const chosen: string[] = [];
  let seen = 0;
  for await (const page of pages)
    for (const name of page) {
      seen += 1;
      const place = chosen.length < count ? chosen.length : Math.floor(Math.random() * seen);
      if (place < count) chosen[place] = name;
    }
  return chosen;
};

const differenceOf = (stream: string, { id: call, before, after }: CallDifference): AuditDifference => {
  if (before === null) return { stream, call, is: 'missing', fields: [] };
  if (after === null) return { stream, call, is: 'extra', fields: [] };
  return { stream, call, is: 'changed', fields: [...changedFields(before, after)].sort() };
};

class Auditor {
  #streams = 0;
  #calls = 0;
  #differing = 0;
  readonly #kept: AuditDifference[] = [];

  constructor(private readonly parts: AuditParts) {}

  /** Compares streams as they are stored with what the log makes of them up to the same revision: what has come since is no difference. */
  async look(streams: readonly StoredStream[]): Promise<void> {
    for (const { stored, calls } of await this.parts.fold(streams)) this.#compare(stored, calls);
    this.#count(streams.length);
  }

  /** Of streams that begin where the generation has been: those that make calls, and of which nothing is stored. */
  async lookForMissing(names: readonly string[]): Promise<void> {
    const absent = await this.#notStored(names);
    const folded = await this.parts.fold(
      absent.map((stream) => ({ stream, revision: WHOLE, position: '', calls: [] })),
    );
    // one that has been stored meanwhile was not missing
    const stillAbsent = new Set(await this.#notStored(absent));
    for (const { stored, calls } of folded) if (stillAbsent.has(stored.stream)) this.#compare(stored, calls);
    this.#count(stillAbsent.size);
  }

  result(startedAt: string): Audit {
    const { live, sample, now } = this.parts;
    return {
      startedAt,
      endedAt: new Date(now()).toISOString(),
      projection: generationName(live),
      sample,
      streams: this.#streams,
      calls: this.#calls,
      differing: this.#differing,
      differences: this.#kept,
    };
  }

  async #notStored(names: readonly string[]): Promise<readonly string[]> {
    const known = await this.parts.readModels.storedRevisions(this.parts.live, names);
    return names.filter((name) => !known.has(name));
  }

  #compare({ stream, calls: stored }: StoredStream, calls: FoldedAgain['calls']): void {
    this.#calls += stored.length;
    if ('message' in calls) this.#note({ stream, call: null, is: 'poisoned', fields: [] });
    else for (const difference of compareStream(stored, calls)) this.#note(differenceOf(stream, difference));
  }

  #note(difference: AuditDifference): void {
    this.#differing += 1;
    if (this.#kept.length < MOST_KEPT) this.#kept.push(difference);
    this.parts.onDifference(difference);
  }

  #count(streams: number): void {
    this.#streams += streams;
    this.parts.onProgress(this.#streams);
  }
}

/**
 * Folds streams again from the log and compares them with the stored documents of the live generation, all of them or some chosen at
 * random. Streams that the log has and the generation lacks are found up to where the generation has come when the audit begins. Nothing
 * is written. @throws StoreUnavailable @throws GenerationConflict the generation has been dropped
 */
export const auditCalls = async (parts: AuditParts): Promise<Audit> => {
  const { log, readModels, live, sample, now } = parts;
  const startedAt = new Date(now()).toISOString();
  const position = positionOf(await readModels.checkpoints(live)) ?? BEFORE_ALL;
  const auditor = new Auditor(parts);
  if (sample === null) {
    for await (const page of pagesByName((asked) => readModels.storedStreams(live, asked))) await auditor.look(page);
    for await (const names of streamsBegun(log, position)) await auditor.lookForMissing(names);
  } else {
    const chosen = await chooseAtRandom(streamsBegun(log, position), sample);
    for (let from = 0; from < chosen.length; from += NAMES_AT_ONCE) {
      const names = chosen.slice(from, from + NAMES_AT_ONCE);
      await auditor.look(await readModels.storedStreamsNamed(live, names));
      await auditor.lookForMissing(names);
    }
  }
  return auditor.result(startedAt);
};
