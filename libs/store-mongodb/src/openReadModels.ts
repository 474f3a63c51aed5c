import type { RecordView, StoredCall } from '#domain';
import {
  CheckpointConflict,
  StoreUnavailable,
  type CallLeg,
  type Checkpoint,
  type CheckpointMove,
  type Generation,
  type Page,
  type PageQuery,
  type PoisonedStream,
  type PutResult,
  type ReadModels,
  type StreamDocuments,
} from '#ports';
import { assertCheckpointAt, dropCheckpoint, findCheckpoint, listCheckpoints, moveCheckpoint } from './checkpoints.js';
import { collectionsOf } from './collections.js';
import { connect, explained, type Connection } from './connect.js';
import { listGenerations, makeEveryIndex, openGeneration } from './generations.js';
import { makeBaseIndexes } from './indexes.js';
import { holdLease, releaseLease } from './leases.js';
import { onServer } from './mongoErrors.js';
import { findCalls, findLegs } from './pages.js';
import { putDocuments } from './putDocuments.js';
import { callOfDialog, poisonedStreams, recordWithCalls } from './readDocuments.js';
import { inTransaction } from './transaction.js';

class MongoReadModels implements ReadModels {
  constructor(private readonly connection: Connection) {}

  openProjection(projection: string, rulesVersion: string, logIdentity: string): Promise<Generation> {
    return onServer(() => openGeneration(this.connection.db, projection, rulesVersion, logIdentity));
  }

  generations(projection: string): Promise<readonly Generation[]> {
    return onServer(() => listGenerations(this.connection.db, projection));
  }

  put(generation: Generation, documents: readonly StreamDocuments[], move: CheckpointMove | null): Promise<PutResult> {
    const put = this.connection.hasTransactions ? putAtOnce : putDocumentsFirst;
    return put(this.connection, generation, documents, move);
  }

  moveCheckpoint(generation: Generation | null, move: CheckpointMove): Promise<void> {
    return onServer(() => moveCheckpoint(this.connection.db, generation, move));
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

  holdLease(name: string, owner: string, now: number, forMs: number): Promise<boolean> {
    return onServer(() => holdLease(this.connection.db, name, owner, now, forMs));
  }

  releaseLease(name: string, owner: string): Promise<void> {
    return onServer(() => releaseLease(this.connection.db, name, owner));
  }

  callOfDialog(generation: Generation, dialogUuid: string): Promise<StoredCall | null> {
    return onServer(() => callOfDialog(collectionsOf(this.connection.db, generation), dialogUuid));
  }

  findCalls(generation: Generation, query: PageQuery): Promise<Page<StoredCall>> {
    return onServer(() => findCalls(collectionsOf(this.connection.db, generation).calls, query));
  }

  findLegs(generation: Generation, query: PageQuery): Promise<Page<CallLeg>> {
    return onServer(() => findLegs(collectionsOf(this.connection.db, generation).calls, query));
  }

  recordWithCalls(
    generation: Generation,
    recordId: string,
  ): Promise<{ record: RecordView | null; calls: readonly StoredCall[] } | null> {
    return onServer(() => recordWithCalls(collectionsOf(this.connection.db, generation), recordId));
  }

  poisoned(generation: Generation): Promise<readonly PoisonedStream[]> {
    return onServer(() => poisonedStreams(collectionsOf(this.connection.db, generation)));
  }

  async ping(): Promise<void> {
    await onServer(() => this.connection.db.command({ ping: 1 }));
  }

  close(): Promise<void> {
    return this.connection.client.close();
  }
}

type Put = (
  connection: Connection,
  generation: Generation,
  documents: readonly StreamDocuments[],
  move: CheckpointMove | null,
) => Promise<PutResult>;

/** In one transaction; the checkpoint first, so that a worker whose checkpoint has moved on writes nothing. */
const putAtOnce: Put = async ({ client, db }, generation, documents, move) => {
  try {
    return await onServer(() =>
      inTransaction(client, async (session) => {
        if (move !== null) await moveCheckpoint(db, generation, move, session);
        return putDocuments(collectionsOf(db, generation), documents, session);
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

/** On a standalone server: what is written before the checkpoint has moved can be written again. */
const putDocumentsFirst: Put = ({ db }, generation, documents, move) =>
  onServer(async () => {
    if (move !== null) await assertCheckpointAt(db, generation, move);
    const result = await putDocuments(collectionsOf(db, generation), documents);
    if (move !== null) await moveCheckpoint(db, generation, move);
    return result;
  });

/**
 * Opens the read models in the MongoDB database that the URL names (`call_analytics` when it names none); collections and indexes are
 * made when missing. Several processes may have them open.
 * @throws StoreUnavailable nobody answers
 * @throws Error the URL, the credentials, the server's version or an index will not do; the message says what to do
 */
export const openMongoReadModels = async ({ url }: { readonly url: string }): Promise<ReadModels> => {
  const connection = await connect(url);
  try {
    await makeBaseIndexes(connection.db);
    await makeEveryIndex(connection.db);
    return new MongoReadModels(connection);
  } catch (error) {
    await connection.client.close();
    throw explained(error);
  }
};
