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
import { storedCall } from './callDocument.js';
import type { GenerationCollections } from './collections.js';
import { allOf, callCondition, callOfLegCondition, legCondition, startsInRange, type Condition } from './conditions.js';
import { batchFor, byStart, compareToKey, inListOrder } from './listOrder.js';

/** From the second on in which the page begins. */
const fromStartOf = ({ startedAt }: PageKey, { sort }: PageQuery): Condition => ({
  'search.startedAt': { [sort === 'startedAt' ? '$gte' : '$lte']: secondsOf(startedAt) },
});

const within = (query: PageQuery): Condition[] => [
  startsInRange(query.filter),
  ...(query.after === null ? [] : [fromStartOf(query.after, query)]),
];

const WITHOUT_LEGS = { projection: { 'call.legs': 0 } };

export const findCalls = async (
  { calls }: GenerationCollections,
  { withoutLegs = false, ...query }: CallPageQuery,
  signal?: AbortSignal,
): Promise<Page<StoredCall>> => {
  const { after, limit, sort } = query;
  const condition = allOf([...within(query), callCondition(query.filter)]);
  const options = { ...(withoutLegs ? WITHOUT_LEGS : {}), batchSize: batchFor(limit), signal };
  const cursor = calls.find(condition, options).sort(byStart(sort));
  const found: StoredCall[] = [];
  for await (const document of inListOrder(cursor, sort)) {
    if (compareToKey(document, after, sort) <= 0) continue;
    const call = storedCall(document);
    found.push(withoutLegs ? { ...call, legs: [] } : call);
    if (found.length > limit) break;
  }
  return pageOf(found, limit, callKey);
};

export const findCallJson = async (store: GenerationCollections, query: PageQuery): Promise<Page<CallJson>> => {
  const { items, next } = await findCalls(store, query);
  return { items: items.map((call) => ({ json: callJson(call), revision: call.revision })), next };
};

export const countCalls = (
  { calls }: GenerationCollections,
  filter: CallFilter,
  signal?: AbortSignal,
): Promise<number> => calls.countDocuments(allOf([startsInRange(filter), callCondition(filter)]), { signal });

export const countLegs = async (
  { calls }: GenerationCollections,
  filter: CallFilter,
  signal?: AbortSignal,
): Promise<number> => {
  const stages = [
    { $match: allOf([startsInRange(filter), callOfLegCondition(filter)]) },
    { $project: { 'call.legs': 1 } },
    { $unwind: '$call.legs' },
    { $match: legCondition(filter, 'call.legs.') },
    { $count: 'count' },
  ];
  const counted = calls.aggregate<{ count: number }>(stages, { signal });
  return (await counted.next())?.count ?? 0;
};

/** The query finds calls that have such a leg, in order; matchesLeg of the domain says which of their legs it is. */
export const findLegs = async (
  { calls }: GenerationCollections,
  query: PageQuery,
  signal?: AbortSignal,
): Promise<Page<CallLeg>> => {
  const { after, limit, sort } = query;
  const condition = allOf([...within(query), callOfLegCondition(query.filter)]);
  const cursor = calls.find(condition, { batchSize: batchFor(limit), signal }).sort(byStart(sort));
  const found: CallLeg[] = [];
  for await (const document of inListOrder(cursor, sort)) {
    if (compareToKey(document, after, sort) < 0) continue;
    found.push(...legsOf(query, storedCall(document)));
    if (found.length > limit) break;
  }
  return pageOf(found, limit, ({ call, index }) => ({ ...callKey(call), leg: index }));
};
