import type { AnyBulkWriteOperation, Collection, Filter } from 'mongodb';
import {
  carriedPosition,
  type CarryPlace,
  type FeedEntry,
  type FeedPosition,
  carryPlaceAfter,
  CARRY_START,
  type CarryStep,
} from '#ports';
import type { CallDocument, DocumentId } from './callDocument.js';

/** Documents of one step. */
const DOCUMENTS = 500;

/** What is known of a document without its content. */
type Seen = Pick<CallDocument, '_id' | 'revision' | 'changedAt' | 'hash' | 'removed'> & {
  readonly call?: Pick<NonNullable<CallDocument['call']>, 'source' | 'project'>;
};

const SEEN = { revision: 1, changedAt: 1, hash: 1, removed: 1, 'call.source': 1, 'call.project': 1 } as const;

const CARRIED = '~';

/**
 * The id of the marker of a call that only the former generation has. The projection may be about to store that call under its own id, and
 * an insert fails where a document is; so the marker stands under a stream name of its own.
 */
const carriedId = ({ stream, id }: DocumentId): DocumentId => ({
  stream: stream.startsWith(CARRIED) ? stream : `${CARRIED}${stream}`,
  id,
});

const nameOf = ({ stream, id }: DocumentId): string => JSON.stringify([stream, id]);

const entryOf = (seen: Seen | undefined): FeedEntry =>
  seen === undefined ? null : { is: seen.hash === null ? 'removal' : 'call', position: seen.changedAt };

const pageAfter = (calls: Collection<CallDocument>, { stream, id }: DocumentId): Promise<Seen[]> =>
  calls
    .find({ _id: { $gt: { stream, id } } }, { limit: DOCUMENTS, batchSize: DOCUMENTS })
    .project<Seen>(SEEN)
    .sort({ _id: 1 })
    .toArray();

const sameOf = async (calls: Collection<CallDocument>, page: readonly Seen[]): Promise<ReadonlyMap<string, Seen>> => {
  const ids: Filter<CallDocument> = { _id: { $in: page.map(({ _id }) => _id) } };
  const found = await calls.find(ids, { batchSize: DOCUMENTS }).project<Seen>(SEEN).toArray();
  return new Map(found.map((one) => [nameOf(one._id), one]));
};

/** Never back: a write may have moved the document further meanwhile. */
const moveTo = (position: FeedPosition, { _id }: Seen): AnyBulkWriteOperation<CallDocument> => ({
  updateOne: { filter: { _id, changedAt: { $lt: position } }, update: { $set: { changedAt: position } } },
});

const removeAt = (
  position: FeedPosition,
  { _id, revision, call, removed = call }: Seen,
): AnyBulkWriteOperation<CallDocument> => {
  const $setOnInsert = { revision, hash: null, ...(removed === undefined ? {} : { removed }) };
  const update = { $max: { changedAt: position }, $setOnInsert };
  return { updateOne: { filter: { _id: carriedId(_id) }, update, upsert: true } };
};

/** One step of carrying readers over: over documents of the former generation first, then over those that only the live one has. */
export const carryReaders = async (
  live: Collection<CallDocument>,
  former: Collection<CallDocument>,
  { to, after }: CarryStep,
): Promise<CarryPlace | null> => {
  const { scanned, ...start } = after ?? CARRY_START;
  const page = await pageAfter(scanned === 'former' ? former : live, start);
  const others = await sameOf(scanned === 'former' ? live : former, page);
  const writes = page.flatMap((seen): AnyBulkWriteOperation<CallDocument>[] => {
    const other = others.get(nameOf(seen._id));
    // what the former one has too was handled with its documents
    if (scanned === 'live' && other !== undefined) return [];
    const [ofFormer, ofLive] = scanned === 'former' ? [seen, other] : [undefined, seen];
    const position = carriedPosition(entryOf(ofFormer), entryOf(ofLive), ofFormer?.hash === ofLive?.hash, to);
    if (position === null) return [];
    return [ofLive !== undefined && ofLive.hash !== null ? moveTo(position, ofLive) : removeAt(position, seen)];
  });
  if (writes.length > 0) await live.bulkWrite(writes, { ordered: false });
  return carryPlaceAfter(
    scanned,
    page.map(({ _id }) => _id),
    DOCUMENTS,
  );
};
