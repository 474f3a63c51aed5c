import type { ClientSession } from 'mongodb';
import type {
  CallDifference,
  DifferenceCounts,
  RecordView,
  StatisticsAnswer,
  StatisticsQuery,
  StoredCall,
} from '#domain';
import {
  CheckpointConflict,
  comparisonConflict,
  StoreUnavailable,
  type CallLeg,
  type Checkpoint,
  type CheckpointMove,
  type Generation,
  type GenerationChange,
  type Lease,
  type Page,
  type PageQuery,
  type PoisonedStream,
  type PutResult,
  type ReadModels,
  type StoredStream,
  type StreamDocuments,
  type StreamPage,
} from '#ports';
import { assertCheckpointAt, dropCheckpoint, findCheckpoint, listCheckpoints, moveCheckpoint } from './checkpoints.js';
import { collectionsOf, type GenerationCollections } from './collections.js';
import { connect, explained, type Connection } from './connect.js';
import { addDifferences, readComparison, readDifferences, saveComparison } from './differences.js';
import {
  assertWhole,
  changeGeneration,
  dropCollection,
  dropGeneration,
  listGenerations,
  makeEveryIndex,
  openGeneration,
  startBuild,
  switchTo,
  writeInto,
} from './generations.js';
import { findLease, moveLease } from './leases.js';
import { onServer } from './mongoErrors.js';
import { findCalls, findLegs } from './pages.js';
import { callOfDialog, countPoisoned, poisonedNamed, poisonedStreams, recordWithCalls } from './readDocuments.js';
import { countCalls } from './statistics.js';
import { replaceStream, storeDocuments } from './storeDocuments.js';
import { pageOfStreams, revisionsOf, streamsNamed } from './storedStreams.js';
import { inTransaction } from './transaction.js';

class MongoReadModels implements ReadModels {
  constructor(private readonly connection: Connection) {}

  openProjection(projection: string, rulesVersion: string, logIdentity: string): Promise<Generation> {
    const request = { projection, rulesVersion, logIdentity, switching: 'auto' } as const;
    return onServer(() => openGeneration(this.connection.db, request));
  }

  generations(projection: string): Promise<readonly Generation[]> {
    return onServer(() => listGenerations(this.connection.db, projection));
  }

  startBuild(
    projection: string,
    build: Pick<Generation, 'rulesVersion' | 'logIdentity' | 'switching'>,
  ): Promise<Generation> {
    return onServer(() => startBuild(this.connection.db, { projection, ...build }));
  }

  changeGeneration(generation: Generation, change: GenerationChange): Promise<Generation> {
    return onServer(() => changeGeneration(this.connection.db, generation, change));
  }

  switchTo(generation: Generation, inPlaceOf?: Pick<Generation, 'number'>): Promise<Generation> {
    return onServer(() => switchTo(this.connection.db, generation, inPlaceOf));
  }

  dropGeneration(generation: Generation): Promise<void> {
    return onServer(() => dropGeneration(this.connection.db, generation));
  }

  storedStreams(generation: Generation, page: StreamPage): Promise<readonly StoredStream[]> {
    return this.#read(generation, (collections) =>
      this.#inTransaction((session) => pageOfStreams(collections, page, session)),
    );
  }

  storedStreamsNamed(generation: Generation, streams: readonly string[]): Promise<readonly StoredStream[]> {
    return this.#read(generation, (collections) =>
      this.#inTransaction((session) => streamsNamed(collections, streams, session)),
    );
  }

  storedRevisions(generation: Generation, streams: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.#read(generation, (collections) => revisionsOf(collections, streams));
  }

  replaceStream(
    generation: Generation,
    states: readonly StreamDocuments[],
    storedRevision: number | null,
  ): Promise<boolean> {
    return this.#write(generation, (collections) =>
      this.#inTransaction((session) => replaceStream(collections, states, storedRevision, session)),
    );
  }

  addDifferences(generation: Generation, added: readonly CallDifference[], after: number): Promise<void> {
    return this.#write(generation, async ({ differences }) => {
      if (!(await addDifferences(differences, added, after))) throw comparisonConflict(generation);
    });
  }

  clearDifferences(generation: Generation): Promise<void> {
    return this.#write(generation, ({ differences }) => dropCollection(this.connection.db, differences.collectionName));
  }

  saveComparison(generation: Generation, counts: DifferenceCounts): Promise<void> {
    return this.#write(generation, async () => {
      if (!(await saveComparison(this.connection.db, generation, counts))) throw comparisonConflict(generation);
    });
  }

  comparison(generation: Generation): Promise<DifferenceCounts | null> {
    return onServer(() => readComparison(this.connection.db, generation));
  }

  differences(
    generation: Generation,
    page: { readonly after: number | null; readonly limit: number },
  ): Promise<{ readonly items: readonly CallDifference[]; readonly next: number | null }> {
    return this.#read(generation, ({ differences }) => readDifferences(differences, page));
  }

  put(generation: Generation, documents: readonly StreamDocuments[], move: CheckpointMove | null): Promise<PutResult> {
    return this.#write(generation, () => store(this.connection, generation, documents, move));
  }

  moveCheckpoint(generation: Generation | null, move: CheckpointMove): Promise<void> {
    if (generation === null) return onServer(() => moveCheckpoint(this.connection.db, null, move));
    return this.#write(generation, () => moveCheckpoint(this.connection.db, generation, move));
  }

  checkpoint(generation: Generation | null, consumer: string): Promise<Checkpoint | null> {
    return onServer(() => findCheckpoint(this.connection.db, generation, consumer));
  }

  checkpoints(generation: Generation | null): Promise<readonly Checkpoint[]> {
    return onServer(() => listCheckpoints(this.connection.db, generation));
  }

  dropCheckpoint(generation: Generation | null, consumer: string): Promise<void> {
    return onServer(() => dropCheckpoint(this.connection.db, generation, consumer));
  }

  lease(name: string): Promise<Lease | null> {
    return onServer(() => findLease(this.connection.db, name));
  }

  moveLease(name: string, owner: string | null, seen: number): Promise<boolean> {
    return onServer(() => moveLease(this.connection.db, name, owner, seen));
  }

  callOfDialog(generation: Generation, dialogUuid: string): Promise<StoredCall | null> {
    return this.#read(generation, (collections) => callOfDialog(collections, dialogUuid));
  }

  findCalls(generation: Generation, query: PageQuery): Promise<Page<StoredCall>> {
    return this.#read(generation, ({ calls }) => findCalls(calls, query));
  }

  findLegs(generation: Generation, query: PageQuery): Promise<Page<CallLeg>> {
    return this.#read(generation, ({ calls }) => findLegs(calls, query));
  }

  statistics(generation: Generation, query: StatisticsQuery): Promise<StatisticsAnswer> {
    return this.#read(generation, ({ calls }) => countCalls(this.connection.client, calls, query));
  }

  recordWithCalls(
    generation: Generation,
    recordId: string,
  ): Promise<{ record: RecordView | null; calls: readonly StoredCall[] } | null> {
    return this.#read(generation, (collections) => recordWithCalls(collections, recordId));
  }

  poisoned(generation: Generation, page: StreamPage): Promise<readonly PoisonedStream[]> {
    return onServer(() => poisonedStreams(collectionsOf(this.connection.db, generation), page));
  }

  poisonedNamed(generation: Generation, streams: readonly string[]): Promise<readonly PoisonedStream[]> {
    return onServer(() => poisonedNamed(collectionsOf(this.connection.db, generation), streams));
  }

  countPoisoned(generation: Generation): Promise<number> {
    return onServer(() => countPoisoned(collectionsOf(this.connection.db, generation)));
  }

  async ping(): Promise<void> {
    await onServer(() => this.connection.db.command({ ping: 1 }));
  }

  close(): Promise<void> {
    return this.connection.client.close();
  }

  #read<Result>(
    generation: Generation,
    read: (collections: GenerationCollections) => Promise<Result>,
  ): Promise<Result> {
    return onServer(async () => {
      const result = await read(collectionsOf(this.connection.db, generation));
      await assertWhole(this.connection.db, generation);
      return result;
    });
  }

  #write<Result>(
    generation: Generation,
    write: (collections: GenerationCollections) => Promise<Result>,
  ): Promise<Result> {
    const { db } = this.connection;
    return onServer(() => writeInto(db, generation, () => write(collectionsOf(db, generation))));
  }

  #inTransaction<Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result> {
    return inTransaction(this.connection.client, work);
  }
}

/** In one transaction; the checkpoint first, so that a worker whose checkpoint has moved on writes nothing. */
const store = async (
  { client, db }: Connection,
  generation: Generation,
  documents: readonly StreamDocuments[],
  move: CheckpointMove | null,
): Promise<PutResult> => {
  try {
    return await onServer(() =>
      inTransaction(client, async (session) => {
        if (move !== null) await moveCheckpoint(db, generation, move, session);
        return storeDocuments(collectionsOf(db, generation), documents, session);
      }),
    );
  } catch (error) {
    // the server ends the later of two transactions that touch one document: if that was the checkpoint, it has moved on
    if (error instanceof StoreUnavailable && move !== null) await assertStillThere(db, generation, move);
    throw error;
  }
};

/** An outage stays what it is. @throws CheckpointConflict */
const assertStillThere = async (db: Connection['db'], generation: Generation, move: CheckpointMove): Promise<void> => {
  try {
    await assertCheckpointAt(db, generation, move);
  } catch (error) {
    if (error instanceof CheckpointConflict) throw error;
  }
};

/**
 * Opens the read models in the MongoDB database that the URL names (`call_analytics` when it names none); collections and indexes are
 * made when missing. Several processes may have them open.
 * @throws StoreUnavailable nobody answers
 * @throws Error the URL, the credentials, the server (its version, or a standalone one) or an index will not do; the message says what to do
 */
export const openMongoReadModels = async ({ url }: { readonly url: string }): Promise<ReadModels> => {
  const connection = await connect(url);
  try {
    await makeEveryIndex(connection.db);
    return new MongoReadModels(connection);
  } catch (error) {
    await connection.client.close();
    throw explained(error);
  }
};
