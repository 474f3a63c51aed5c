import { compareCodePoints, groupBy, secondsOf, type StoredCall } from '#domain';
import { pageOf, type AttemptedRecord, type Page, type RecordQuery } from '#ports';
import { storedCall, type CallDocument } from './callDocument.js';
import type { GenerationCollections } from './collections.js';
import { allOf, callCondition, startsInRange, type Condition } from './conditions.js';
import { byStart, sortCalls } from './listOrder.js';

const visibleCondition = ({ visible, filter: { clock } }: RecordQuery): Condition =>
  callCondition({ attribution: 'start', clock, ...visible });

type Attempts = ReadonlyMap<string, readonly StoredCall[]>;

/** The visible calls of each of these records, in order. */
const readAttempts = async (
  { calls }: GenerationCollections,
  ids: readonly (string | null)[],
  query: RecordQuery,
): Promise<Attempts> => {
  const found = await calls
    .find(allOf([{ 'call.recordId': { $in: [...new Set(ids)] } }, visibleCondition(query)]))
    .toArray();
  return groupBy(sortCalls(found).map(storedCall), ({ recordId }) => recordId ?? '');
};

/** A call that may be the first attempt on its record. */
type Candidate = Pick<CallDocument, '_id'> & { readonly call: Pick<StoredCall, 'recordId' | 'startedAt'> };
type FirstAttempt = Omit<AttemptedRecord, 'record'> & { readonly startedAt: string };

/** The record of each candidate that is its first attempt, if it is asked for. */
const recordsOf = (candidates: readonly Candidate[], attempts: Attempts, { reached }: RecordQuery): FirstAttempt[] =>
  candidates.flatMap(({ _id, call: { recordId, startedAt } }) => {
    const calls = attempts.get(recordId ?? '') ?? [];
    const [first] = calls;
    const isFirst = first?.id === _id.id && first.revision.stream === _id.stream;
    const isReached = calls.some(({ outcome }) => outcome === 'conversation');
    if (recordId === null || !isFirst || (reached ?? isReached) !== isReached) return [];
    return [{ id: recordId, startedAt, calls }];
  });

type Place = Pick<FirstAttempt, 'startedAt' | 'id'>;

/** Newest first, then by id downwards. */
const inOrder = (one: Place, other: Place): number =>
  compareCodePoints(other.startedAt, one.startedAt) || compareCodePoints(other.id, one.id);

const isBeyond = ({ after }: RecordQuery, place: Place): boolean => after === null || inOrder(after, place) < 0;

/** Calls in the order of the lists, newest first, as long as another page of records is not full. The second in which it ends is read whole. */
const readPage = async (collections: GenerationCollections, query: RecordQuery): Promise<FirstAttempt[]> => {
  const { after, filter, limit } = query;
  const conditions = [
    startsInRange(filter),
    ...(after === null ? [] : [{ 'search.startedAt': { $lte: secondsOf(after.startedAt) } }]),
    { 'call.recordId': { $ne: null } },
    callCondition(filter),
    visibleCondition(query),
  ];
  const cursor = collections.calls
    .find(allOf(conditions), { batchSize: limit + 1 })
    .sort(byStart('-startedAt'))
    .project<Candidate>({ 'call.recordId': 1, 'call.startedAt': 1 });
  const found: FirstAttempt[] = [];
  try {
    while (await cursor.hasNext()) {
      const candidates = cursor.readBufferedDocuments();
      const ids = candidates.map(({ call }) => call.recordId);
      const records = recordsOf(candidates, await readAttempts(collections, ids, query), query);
      found.push(...records.filter((record) => isBeyond(query, record)));
      const [beyondPage, last] = [found[limit], candidates.at(-1)];
      if (beyondPage !== undefined && last !== undefined && last.call.startedAt < beyondPage.startedAt) break;
    }
  } finally {
    await cursor.close();
  }
  return found.sort(inOrder);
};

/** RecordQueries of #ports. */
export const recordQueries = {
  findRecords: async (collections: GenerationCollections, query: RecordQuery): Promise<Page<AttemptedRecord>> => {
    const found = await readPage(collections, query);
    const { items, next } = pageOf(found, query.limit, ({ startedAt, id }) => ({ startedAt, id, stream: '' }));
    const ids = items.map(({ id }) => id);
    const streams = await collections.streams.find({ 'record.id': { $in: ids } }).toArray();
    const views = new Map(streams.map(({ record }) => [record?.id, record]));
    return { items: items.map(({ id, calls }) => ({ id, record: views.get(id) ?? null, calls })), next };
  },
};
