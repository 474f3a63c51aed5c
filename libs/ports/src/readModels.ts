import type { CallDifference, CallFilter, Difference, Leg, RecordView, StoredCall } from '#domain';
import type { Position } from './eventLog.js';
import type { Leases } from './leases.js';

/**
 * building: being made beside the live one. ready: caught up and compared, follows on until it is switched to. live: what is read.
 * kept: was live once, stands still for a rollback. failed: its build cannot go on by itself, `error` says why; it can be resumed.
 * dropped: nothing of it is left but this entry.
 */
export type GenerationState = 'building' | 'ready' | 'live' | 'kept' | 'failed' | 'dropped';

/** A projection in one version, e.g. `calls` generation 3: its own documents and checkpoints. One generation is live. */
export interface Generation {
  readonly projection: string;
  readonly number: number;
  /** Version of the rules that made its documents (libs/domain/src/rules.ts). */
  readonly rulesVersion: string;
  readonly state: GenerationState;
  /** Identity of the log it was built from. */
  readonly logIdentity: string;
  readonly createdAt: string;
  /** Whether a ready generation becomes live by itself, or waits until it is told to. */
  readonly switching: 'auto' | 'manual';
  /** Why the build failed; else null. */
  readonly error: string | null;
  /** What it changes against the generation that was live when it was compared; null until then. */
  readonly difference: Difference | null;
  /** When it last became live, ISO 8601 UTC; null if it never was. */
  readonly switchedAt: string | null;
}

/** What may be changed of a generation that is not live; of a kept one, all but its state. */
export type GenerationChange = Partial<Pick<Generation, 'switching' | 'error' | 'difference'>> & {
  readonly state?: 'building' | 'ready' | 'failed';
};

/** Streams by name, beginning just after `after` (null: with the first). */
export interface StreamPage {
  readonly after: string | null;
  readonly limit: number;
}

/** What one stream's documents are in one generation. */
export interface StoredStream {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly calls: readonly StoredCall[];
}

/** How far a consumer (a partition of a generation, or the linker) has handled the log. */
export interface Checkpoint {
  readonly consumer: string;
  readonly position: Position;
  readonly logIdentity: string;
  /** When the last handled event was taken by the log, ISO 8601 UTC; null before the first. */
  readonly logTime: string | null;
  readonly savedAt: string;
  /** How many events it has handled since it began. */
  readonly events: number;
  /** Events a second when it was last saved while behind; null before that is known. */
  readonly perSecond: number | null;
}

/** Moves a checkpoint, but only from where the caller believes it to be (`expected`, null: it must not exist). */
export interface CheckpointMove {
  readonly consumer: string;
  readonly expected: Position | null;
  readonly position: Position;
  readonly logIdentity: string;
  readonly logTime: string | null;
  readonly events: number;
  readonly perSecond: number | null;
}

/**
 * All documents of one stream at one revision: they replace the stream's former ones as a set. Their texts hold neither U+0000 nor lone
 * surrogates, which not every store can keep: the domain reads none (storableText).
 */
export interface StreamDocuments {
  readonly stream: string;
  /** The stream's last revision that went into the documents. */
  readonly revision: number;
  /** Log position of that revision's event. */
  readonly position: Position;
  readonly calls: readonly StoredCall[];
  readonly record: RecordView | null;
  /** Set when the fold threw: the stored documents stay as they were, the stream is listed as poisoned. */
  readonly poison?: { readonly message: string; readonly at: string };
}

export interface PutResult {
  /** Streams whose stored revision was already at or beyond the given one: nothing was written for them. */
  readonly seenAlready: number;
  readonly written: number;
  readonly removed: number;
  readonly unchanged: number;
}

export type SortOrder = 'startedAt' | '-startedAt';

/** Where a page begins: just after this key in the sort order. For legs, `leg` is the leg's place in its call. */
export interface PageKey {
  readonly startedAt: string;
  readonly id: string;
  readonly stream: string;
  readonly leg?: number;
}

export interface PageQuery {
  readonly filter: CallFilter;
  readonly sort: SortOrder;
  /** 1 to 500. */
  readonly limit: number;
  readonly after: PageKey | null;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Key of the last item when more follow, else null. */
  readonly next: PageKey | null;
}

/** A leg with the call it belongs to. */
export interface CallLeg {
  readonly call: StoredCall;
  readonly leg: Leg;
  readonly index: number;
}

export interface PoisonedStream {
  readonly stream: string;
  readonly revision: number;
  readonly message: string;
  readonly at: string;
}

/**
 * The documents analysts read, made from the log by the projector and thrown away at will.
 * Every method rejects with StoreUnavailable when the store cannot be reached.
 */
export interface ReadModels extends Leases {
  /** The live generation of a projection; made (number 1, state live) when there is none. */
  openProjection(projection: string, rulesVersion: string, logIdentity: string): Promise<Generation>;
  /** By number; dropped ones too. */
  generations(projection: string): Promise<readonly Generation[]>;

  /**
   * Makes the next generation, state building. Of several that ask at once, one does.
   * @throws BuildUnderWay one is building, ready or failed already
   */
  startBuild(
    projection: string,
    build: Pick<Generation, 'rulesVersion' | 'logIdentity' | 'switching'>,
  ): Promise<Generation>;

  /**
   * Changes a generation that is still in the state it is believed to be in. Until it is first `ready` it may lack what lists and
   * look-ups need, so that it is built faster: becoming ready can take as long as making that takes.
   * @throws GenerationConflict it is in another state, or live or dropped
   */
  changeGeneration(generation: Generation, change: GenerationChange): Promise<Generation>;

  /**
   * In one step: the live one is kept, this one (ready, or kept before) is live.
   * @param inPlaceOf the one that is believed to be live; without it, whichever is
   * @throws GenerationConflict it is in another state, or another one is live
   */
  switchTo(generation: Generation, inPlaceOf?: Pick<Generation, 'number'>): Promise<Generation>;

  /**
   * Removes a generation's documents, differences and checkpoints; its entry stays, as dropped from the first moment on, with what its
   * comparison has counted and no samples, which are calls. What a crash has left is removed by asking again, whatever state is
   * believed. From then on every write of it and every read of documents is a GenerationConflict, while there are no checkpoints, and
   * nothing is `poisoned`.
   * @throws GenerationConflict it is live, or its state has changed
   */
  dropGeneration(generation: Generation): Promise<void>;

  /** Each with its calls by id: for comparing two generations, whatever their states. */
  storedStreams(generation: Generation, page: StreamPage): Promise<readonly StoredStream[]>;
  /** Those of these streams that the generation has. */
  storedStreamsNamed(generation: Generation, streams: readonly string[]): Promise<readonly StoredStream[]>;
  /** How far those of these streams that the generation has have come: a put of no higher revision writes nothing for them. */
  storedRevisions(generation: Generation, streams: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Replaces the documents of one stream even where they are of the same revision or a higher one: for trying a poisoned stream again.
   * @param states what the stream is to hold: its documents, and, where the rest of it is poisoned, that poison after them
   * @param storedRevision the revision at which the caller has seen it stored; null: it was not stored
   * @returns false when it is stored at another revision by now: nothing was written
   */
  replaceStream(
    generation: Generation,
    states: readonly StreamDocuments[],
    storedRevision: number | null,
  ): Promise<boolean>;

  /**
   * Adds calls that differ from the live generation's, after so many that the same comparison has added; `clearDifferences` begins one.
   * Without any it only makes sure.
   * @throws GenerationConflict there are not so many: another comparison has begun meanwhile, or there is one beside it
   */
  addDifferences(generation: Generation, differences: readonly CallDifference[], after: number): Promise<void>;
  clearDifferences(generation: Generation): Promise<void>;
  /** In the order in which they were added. `next` is null on the last page. */
  differences(
    generation: Generation,
    page: { readonly after: number | null; readonly limit: number },
  ): Promise<{ readonly items: readonly CallDifference[]; readonly next: number | null }>;

  /**
   * Replaces the documents of each stream, where the stored revision of that stream is lower; then moves the checkpoint.
   * A document that vanishes from its stream's set stays as a removal marker. A document whose content did not change
   * (its `revision` aside) is not written again. All in one transaction.
   * @throws CheckpointConflict another worker moved it; nothing was written
   * @throws GenerationConflict the generation has been dropped
   */
  put(generation: Generation, documents: readonly StreamDocuments[], move: CheckpointMove | null): Promise<PutResult>;

  /** Moves a checkpoint that goes with no documents (the linker's). @throws CheckpointConflict */
  moveCheckpoint(generation: Generation | null, move: CheckpointMove): Promise<void>;
  checkpoint(generation: Generation | null, consumer: string): Promise<Checkpoint | null>;
  /** All checkpoints of a generation; with null those that belong to none. */
  checkpoints(generation: Generation | null): Promise<readonly Checkpoint[]>;
  /** Forgets a checkpoint (a partition that is no more). */
  dropCheckpoint(generation: Generation | null, consumer: string): Promise<void>;

  /** The live call that has a dialog of this uuid, or null. Where two streams have one for a moment: the record's, else the newer. */
  callOfDialog(generation: Generation, dialogUuid: string): Promise<StoredCall | null>;
  findCalls(generation: Generation, query: PageQuery): Promise<Page<StoredCall>>;
  findLegs(generation: Generation, query: PageQuery): Promise<Page<CallLeg>>;
  /** A record and its calls, by (startedAt, id); null when neither is known. */
  recordWithCalls(
    generation: Generation,
    recordId: string,
  ): Promise<{ record: RecordView | null; calls: readonly StoredCall[] } | null>;
  /** Streams that are set aside since their fold threw. */
  poisoned(generation: Generation, page: StreamPage): Promise<readonly PoisonedStream[]>;
  /** Those of these streams that are set aside. */
  poisonedNamed(generation: Generation, streams: readonly string[]): Promise<readonly PoisonedStream[]>;
  countPoisoned(generation: Generation): Promise<number>;

  /** Resolves when the store answers; used by health checks. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
