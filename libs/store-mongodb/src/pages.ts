import type { FindOptions, Sort } from 'mongodb';
import { callJson, type CallFilter, type StoredCall } from '#domain';
import {
  callKey,
  legsOf,
  pageOf,
  type CallJson,
  type CallLeg,
  type CallJsonQuery,
  type Page,
  type PageKey,
  type PageQuery,
} from '#ports';
import { storedCall } from './callDocument.js';
import type { GenerationCollections } from './collections.js';
import { allOf, callCondition, callOfLegCondition, legCondition, startsInRange, type Condition } from './conditions.js';

const upwards = ({ sort }: PageQuery): boolean => sort === 'startedAt';

const listOrder = (query: PageQuery): Sort => {
  const direction = upwards(query) ? 1 : -1;
  return { 'call.startedAt': direction, 'call.id': direction, '_id.stream': direction };
};

/** Calls after a key: of its second, those before it are left out, and so is the key's own call unless `orEqual`. */
const beyond = (query: PageQuery, after: PageKey, orEqual: boolean): Condition[] => {
  const before = upwards(query) ? '$lt' : '$gt';
  const atStart = { 'call.startedAt': after.startedAt };
  const { id } = after;
  const upToKey = orEqual ? { [before]: after.stream } : { [`${before}e`]: after.stream };
  return [
    { 'call.startedAt': { [upwards(query) ? '$gte' : '$lte']: after.startedAt } },
    {
      $nor: [
        { ...atStart, 'call.id': { [before]: id } },
        { ...atStart, 'call.id': id, '_id.stream': upToKey },
      ],
    },
  ];
};

const within = (query: PageQuery, orEqual: boolean): Condition[] => [
  startsInRange(query.filter),
  ...(query.after === null ? [] : beyond(query, query.after, orEqual)),
];

const WITHOUT_LEGS = { projection: { 'call.legs': 0 } };

const findCallDocuments = async (
  { calls }: GenerationCollections,
  query: PageQuery,
  options: FindOptions = {},
): Promise<StoredCall[]> => {
  const condition = allOf([...within(query, false), callCondition(query.filter)]);
  const wanted = query.limit + 1;
  const cursor = calls.find(condition, { ...options, limit: wanted, batchSize: wanted });
  return (await cursor.sort(listOrder(query)).toArray()).map(storedCall);
};

export const findCalls = async (store: GenerationCollections, query: PageQuery): Promise<Page<StoredCall>> =>
  pageOf(await findCallDocuments(store, query), query.limit, callKey);

export const findCallJson = async (
  store: GenerationCollections,
  { withoutLegs, ...query }: CallJsonQuery,
): Promise<Page<CallJson>> => {
  const found = await findCallDocuments(store, query, withoutLegs ? WITHOUT_LEGS : {});
  const { items, next } = pageOf(found, query.limit, callKey);
  const jsonOf = (call: StoredCall): string => callJson(withoutLegs ? { ...call, legs: [] } : call);
  return { items: items.map((call) => ({ json: jsonOf(call), revision: call.revision })), next };
};

export const countCalls = ({ calls }: GenerationCollections, filter: CallFilter): Promise<number> =>
  calls.countDocuments(allOf([startsInRange(filter), callCondition(filter)]));

export const countLegs = async ({ calls }: GenerationCollections, filter: CallFilter): Promise<number> => {
  const counted = calls.aggregate<{ count: number }>([
    { $match: allOf([startsInRange(filter), callOfLegCondition(filter)]) },
    { $project: { 'call.legs': 1 } },
    { $unwind: '$call.legs' },
    { $match: legCondition(filter, 'call.legs.') },
    { $count: 'count' },
  ]);
  return (await counted.next())?.count ?? 0;
};

/** The query finds calls that have such a leg, in order; matchesLeg of the domain says which of their legs it is. */
export const findLegs = async ({ calls }: GenerationCollections, query: PageQuery): Promise<Page<CallLeg>> => {
  const condition = allOf([...within(query, true), callOfLegCondition(query.filter)]);
  const cursor = calls.find(condition, { batchSize: query.limit + 2 }).sort(listOrder(query));
  const found: CallLeg[] = [];
  try {
    for await (const document of cursor) {
      found.push(...legsOf(query, storedCall(document)));
      if (found.length > query.limit) break;
    }
  } finally {
    await cursor.close();
  }
  return pageOf(found, query.limit, ({ call, index }) => ({ ...callKey(call), leg: index }));
};
