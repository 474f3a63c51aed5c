import type { Abortable, ClientSession, FindOptions } from 'mongodb';
import { callJson, secondsOf, type CallFilter, type StoredCall } from '#domain';
import {
  callKey,
  legsOf,
  pageOf,
  type CallJson,
  type CallLeg,
  type CallPageQuery,
  type Page,
  type PageKey,
  type PageQuery,
} from '#ports';
import { storedCall, type CallDocument } from './callDocument.js';
import {
  allOf,
  anyOf,
  callCondition,
  callOfLegCondition,
  legCondition,
  startsInRange,
  type Condition,
} from './conditions.js';
import { batchFor, byStart, compareToKey, inListOrder } from './listOrder.js';
import type { GenerationStore } from './methods.js';
import { isSearched, searchedStarts, type Listed } from './searched.js';
import { countInSegments } from './statistics.js';

/** From the second on in which the page begins. */
const fromStartOf = ({ startedAt }: PageKey, { sort }: Pick<Listed, 'sort'>): Condition => ({
  'search.startedAt': { [sort === 'startedAt' ? '$gte' : '$lte']: secondsOf(startedAt) },
});

const within = (query: Listed): Condition[] => [
  startsInRange(query.filter),
  ...(query.after === null ? [] : [fromStartOf(query.after, query)]),
];

/** What a list asks for, twice. */
interface Asked {
  /** Of the server: exactly the list's calls. */
  readonly condition: Condition;
  /** Of the segments: these and perhaps other calls. */
  readonly searched: CallFilter;
}

const askedCalls = (filter: CallFilter): Asked => ({ condition: callCondition(filter), searched: filter });

/** What a filter asks of a leg itself need not hold for its call; but the call has the close causes of all its legs. */
const askedLegs = (filter: CallFilter): Asked => {
  const { consultant, minTalkSeconds, maxTalkSeconds, ...searched } = filter;
  return { condition: callOfLegCondition(filter), searched };
};

interface Part {
  readonly where: Condition;
  readonly session?: ClientSession;
}

/** The parts of a list one after the other, by what finds the calls of each. Where the segments are searched, all are of one moment. */
async function* partsOf(
  store: GenerationStore,
  query: Listed,
  { condition, searched }: Asked,
  signal: AbortSignal | undefined,
): AsyncGenerator<Part> {
  const listed = allOf([...within(query), condition]);
  if (!isSearched(searched)) {
    yield { where: listed };
    return;
  }
  const session = store.client.startSession({ snapshot: true });
  try {
    for await (const starts of searchedStarts(store, { ...query, filter: searched }, { session, signal }))
      yield { where: anyOf(starts.map((start) => allOf([start, listed]))), session };
  } finally {
    await session.endSession();
  }
}

/** The calls of a list, in its order. */
async function* listedCalls(
  store: GenerationStore,
  query: PageQuery,
  asked: Asked,
  options: FindOptions & Abortable,
): AsyncGenerator<CallDocument> {
  const { sort, limit } = query;
  for await (const { where, ...at } of partsOf(store, query, asked, options.signal)) {
    const cursor = store.calls.find(where, { ...options, ...at, batchSize: batchFor(limit) });
    yield* inListOrder(cursor.sort(byStart(sort)), sort);
  }
}

/** Of a document, what `storedCall` needs; and the same without what lists of calls may leave out. */
const CALLS = { projection: { call: 1, revision: 1 } };
const CALLS_WITHOUT_LEGS = { projection: { 'call.legs': 0, search: 0, hash: 0, changedAt: 0 } };

export const findCalls = async (
  store: GenerationStore,
  { withoutLegs = false, ...query }: CallPageQuery,
  signal?: AbortSignal,
): Promise<Page<StoredCall>> => {
  const { after, filter, limit, sort } = query;
  const options = { ...(withoutLegs ? CALLS_WITHOUT_LEGS : CALLS), signal };
  const found: StoredCall[] = [];
  for await (const document of listedCalls(store, query, askedCalls(filter), options)) {
    if (compareToKey(document, after, sort) <= 0) continue;
    const call = storedCall(document);
    found.push(withoutLegs ? { ...call, legs: [] } : call);
    if (found.length > limit) break;
  }
  return pageOf(found, limit, callKey);
};

export const findCallJson = async (store: GenerationStore, query: PageQuery): Promise<Page<CallJson>> => {
  const { items, next } = await findCalls(store, query);
  return { items: items.map((call) => ({ json: callJson(call), revision: call.revision })), next };
};

export const countCalls = (store: GenerationStore, filter: CallFilter, signal?: AbortSignal): Promise<number> =>
  isSearched(filter)
    ? countInSegments(store, filter, signal)
    : store.calls.countDocuments(allOf([startsInRange(filter), callCondition(filter)]), { signal });

export const countLegs = async (store: GenerationStore, filter: CallFilter, signal?: AbortSignal): Promise<number> => {
  let count = 0;
  const all: Listed = { filter, sort: 'startedAt', after: null };
  for await (const { where, ...at } of partsOf(store, all, askedLegs(filter), signal)) {
    const stages = [
      { $match: where },
      { $project: { 'call.legs': 1 } },
      { $unwind: '$call.legs' },
      { $match: legCondition(filter, 'call.legs.') },
      { $count: 'count' },
    ];
    const counted = store.calls.aggregate<{ count: number }>(stages, { signal, ...at });
    count += (await counted.next())?.count ?? 0;
  }
  return count;
};

/** The query finds calls that have such a leg, in order; matchesLeg of the domain says which of their legs it is. */
export const findLegs = async (
  store: GenerationStore,
  query: PageQuery,
  signal?: AbortSignal,
): Promise<Page<CallLeg>> => {
  const { after, filter, limit, sort } = query;
  const found: CallLeg[] = [];
  for await (const document of listedCalls(store, query, askedLegs(filter), { ...CALLS, signal })) {
    if (compareToKey(document, after, sort) < 0) continue;
    found.push(...legsOf(query, storedCall(document)));
    if (found.length > limit) break;
  }
  return pageOf(found, limit, ({ call, index }) => ({ ...callKey(call), leg: index }));
};
