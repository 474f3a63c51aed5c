import { pLimit } from '#concurrency';
import type { Consultant, ConsultantKey, Named } from '#domain';
import { NAME_LOOKS, shownName, type NamesQuery } from '#ports';
import type { CallDocument } from './callDocument.js';
import type { GenerationCollections } from './collections.js';
import { allOf, callCondition, isId, startsInRange, type Condition } from './conditions.js';
import { NEWEST_FIRST } from './indexes.js';

const AT_ONCE = 8;

const callsOf = ({ dimension, filter }: NamesQuery, { id, username }: ConsultantKey): Condition => {
  const field = `call.${dimension}`;
  const ofKey =
    id === null ? { [`${field}.id`]: null, [`${field}.username`]: username } : { [`${field}.id`]: isId([String(id)]) };
  const indexed = dimension === 'consultant' ? [{ 'search.consultants': String(id ?? username) }] : [];
  return allOf([startsInRange(filter), ...indexed, ofKey, callCondition(filter)]);
};

/** LatestNames of #ports. */
export const latestNames = {
  latestNames: ({ calls }: GenerationCollections, query: NamesQuery): Promise<(Named | Consultant | null)[]> => {
    const newest = async (condition: Condition, count: number): Promise<(Named | null)[]> => {
      const found = calls.find(condition, { limit: count, batchSize: count }).sort(NEWEST_FIRST);
      const documents = found.project<Pick<CallDocument, 'call'>>({ [`call.${query.dimension}`]: 1 });
      return (await documents.toArray()).map(({ call }) => call?.[query.dimension] ?? null);
    };
    const [firstLook, secondLook] = NAME_LOOKS;
    return pLimit(AT_ONCE).map(query.keys, async (key) => {
      const thing = shownName(await newest(callsOf(query, key), firstLook));
      return thing?.name === null ? shownName(await newest(callsOf(query, key), secondLook)) : thing;
    });
  },
};
