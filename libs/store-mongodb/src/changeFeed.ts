import type { Filter } from 'mongodb';
import type { FeedPlace, FeedQuery, Generation, StoredChange, CarryStep } from '#ports';
import { storedCall, type CallDocument } from './callDocument.js';
import { callsOfDialog } from './callQueries.js';
import { carryReaders } from './carryReaders.js';
import { collectionsOf, type GenerationCollections } from './collections.js';
import { assertWhole } from './generationEntries.js';
import { FEED_ORDER } from './indexes.js';
import type { GenerationStore } from './methods.js';

/** Leaves out, of the position of a place, the documents up to that place. */
const beyond = ({ position, id, stream }: FeedPlace): Filter<CallDocument> => ({
  $nor: [
    { changedAt: position, '_id.id': { $lt: id } },
    { changedAt: position, '_id.id': id, '_id.stream': { $lte: stream } },
  ],
});

const changeOf = async (collections: GenerationCollections, document: CallDocument): Promise<StoredChange> => {
  const { _id, changedAt, removed } = document;
  const place: FeedPlace = { position: changedAt, id: _id.id, stream: _id.stream };
  if (removed === undefined) return { change: 'put', place, call: storedCall(document) };
  return { change: 'removed', place, ...removed, holders: await callsOfDialog(collections, _id.id) };
};

/** The part of ChangeFeed of #ports that reads. */
export const changeReads = {
  changesSince: async (
    collections: GenerationCollections,
    { after, upTo, limit }: FeedQuery,
  ): Promise<readonly StoredChange[]> => {
    const positions = { ...(after === null ? {} : { $gte: after.position }), $lte: upTo };
    const condition: Filter<CallDocument> = { changedAt: positions, ...(after === null ? {} : beyond(after)) };
    const found = await collections.calls.find(condition, { limit, batchSize: limit }).sort(FEED_ORDER).toArray();
    const changes: StoredChange[] = [];
    for (const document of found) changes.push(await changeOf(collections, document));
    return changes;
  },
};

/** The part of ChangeFeed of #ports that writes. */
export const changeWrites = {
  carryReaders: async ({ db, calls }: GenerationStore, former: Generation, step: CarryStep) => {
    const next = await carryReaders(calls, collectionsOf(db, former).calls, step);
    await assertWhole(db, former);
    return next;
  },
};
