import { MongoNetworkTimeoutError, type CreateIndexesOptions, type Db, type IndexDirection } from 'mongodb';
import type { Generation, GenerationKey } from '#ports';
import { collectionsOf } from './collections.js';
import { isOtherIndex, isThereAlready } from './mongoErrors.js';

export interface IndexDeclaration {
  readonly name: string;
  readonly key: Readonly<Record<string, IndexDirection>>;
  readonly options?: Pick<CreateIndexesOptions, 'unique' | 'partialFilterExpression'>;
}

/** An index that ends in it gives a page at any depth without sorting. It is narrow: calls of one second are sorted when they are read (listOrder.ts). */
const LIST_ORDER = { 'search.startedAt': 1 } as const;

/** The order of the change feed. */
export const FEED_ORDER = { changedAt: 1, '_id.id': 1, '_id.stream': 1 } as const;

const inListOrder = (name: string, field: string): IndexDeclaration => ({ name, key: { [field]: 1, ...LIST_ORDER } });

export const OPEN_CALLS = { 'call.status': 'open' } as const;
export const FLAGGED_CALLS = { 'call.quality.0': { $exists: true } } as const;

/** Writing needs none of them: without them a generation is built faster. It gets them when it is ready. */
export const CALL_INDEXES: readonly IndexDeclaration[] = [
  { name: 'list', key: LIST_ORDER },
  { name: 'feed', key: FEED_ORDER },
  { name: 'dialog', key: { 'call.legs.dialogUuid': 1 } },
  inListOrder('campaign', 'call.campaign.id'),
  inListOrder('project', 'call.project.id'),
  inListOrder('consultant', 'search.consultants'),
  inListOrder('record', 'call.recordId'),
  inListOrder('contactNumber', 'call.contact.number'),
  inListOrder('attempt', 'call.attempt.number'),
  inListOrder('outcome', 'call.outcome'),
  inListOrder('hangupSide', 'call.hangup.side'),
  inListOrder('startedQuarter', 'search.startedQuarter'),
  { name: 'open', key: LIST_ORDER, options: { partialFilterExpression: OPEN_CALLS } },
  { name: 'flagged', key: LIST_ORDER, options: { partialFilterExpression: FLAGGED_CALLS } },
  { name: 'endedAt', key: { 'call.endedAt': 1 } },
  { name: 'lastReceived', key: { 'search.lastReceived': 1 } },
];

const MARK_INDEXES: readonly IndexDeclaration[] = [
  { name: 'unsealed', key: { format: 1, changedAt: 1 } },
  { name: 'hour', key: { '_id.hour': 1 } },
];

const STREAM_INDEXES: readonly IndexDeclaration[] = [
  { name: 'record', key: { 'record.id': 1 }, options: { partialFilterExpression: { 'record.id': { $exists: true } } } },
  {
    name: 'poisoned',
    key: { _id: 1, 'poison.at': 1 },
    options: { partialFilterExpression: { 'poison.at': { $exists: true } } },
  },
];

/** Whether a generation is there to be read. One that is being built gets the indexes that reading needs when it is ready. */
export const isRead = ({ state }: Pick<Generation, 'state'>): boolean => ['ready', 'live', 'kept'].includes(state);

/** The indexes that a generation has in the state it is in. */
export const indexesOf = (generation: Pick<Generation, 'state'>) =>
  isRead(generation) ? { calls: CALL_INDEXES, streams: STREAM_INDEXES } : { calls: [], streams: [] };

const specificationOf = ({ name, key, options }: IndexDeclaration) => ({ name, key, ...options });

/** @throws Error there is another index of the same name; the message says what to do */
const makeIndex = (db: Db, collection: string, declared: IndexDeclaration): Promise<unknown> =>
  db
    .collection(collection)
    .createIndexes([specificationOf(declared)])
    .catch((error: unknown) => {
      if (!isOtherIndex(error)) throw error;
      throw new Error(
        `index ${declared.name} of ${db.databaseName}.${collection} is not the one that this program needs (${error.message}): ` +
          `remove it with db.getCollection('${collection}').dropIndex('${declared.name}') and start again; it is then made anew`,
        { cause: error },
      );
    });

/**
 * Makes those that are missing, and the collection with them, in one command: for all of them the server reads a collection once. Of a large
 * one that takes longer than an answer is waited for (connect.ts). The server goes on with it all the same, and who asks again waits for it.
 * @throws StoreUnavailable
 * @throws Error as makeIndex
 */
const makeIndexes = async (db: Db, collection: string, declared: readonly IndexDeclaration[]): Promise<void> => {
  for (;;) {
    try {
      await db.collection(collection).createIndexes(declared.map(specificationOf));
      return;
    } catch (error) {
      if (isOtherIndex(error)) break;
      if (!(error instanceof MongoNetworkTimeoutError)) throw error;
      await db.command({ ping: 1 }); // a server that is frozen does not answer this either
    }
  }
  for (const one of declared) await makeIndex(db, collection, one); // the error of one alone says which it is
};

/** Makes what writing documents needs: of several transactions whose writes would make a collection, the server ends all but one. */
export const makeCollections = async (db: Db, generation: GenerationKey): Promise<void> => {
  const { calls, streams, marks } = collectionsOf(db, generation);
  await makeCollection(db, calls.collectionName);
  await makeIndexes(db, marks.collectionName, MARK_INDEXES);
  await makeCollection(db, streams.collectionName);
};

const makeCollection = async (db: Db, name: string): Promise<void> => {
  try {
    await db.createCollection(name);
  } catch (error) {
    if (!isThereAlready(error)) throw error;
  }
};

/** Makes a generation's collections, and all indexes. @throws as makeIndexes */
export const makeGenerationIndexes = async (db: Db, generation: GenerationKey): Promise<void> => {
  const { calls, streams, marks } = collectionsOf(db, generation);
  await makeIndexes(db, calls.collectionName, CALL_INDEXES);
  await makeIndexes(db, marks.collectionName, MARK_INDEXES);
  await makeIndexes(db, streams.collectionName, STREAM_INDEXES);
};
