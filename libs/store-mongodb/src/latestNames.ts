import { pLimit } from '#concurrency';
import type { Consultant, ConsultantKey, Named } from '#domain';
import { NAME_LOOKS, shownName, type NamesQuery } from '#ports';
import type { CallDocument } from './callDocument.js';
import type { GenerationCollections } from './collections.js';
import { allOf, callCondition, isId, startsInRange, type Condition } from './conditions.js';
import { batchFor, byStart, inListOrder } from './listOrder.js';

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
      const cursor = calls
        .find(condition, { batchSize: batchFor(count) })
        .sort(byStart('-startedAt'))
        .project<Pick<CallDocument, '_id' | 'call'>>({
          'call.startedAt': 1,
          'call.id': 1,
          [`call.${query.dimension}`]: 1,
        });
      const found: (Named | null)[] = [];
      for await (const { call } of inListOrder(cursor, '-startedAt')) {
        found.push(call?.[query.dimension] ?? null);
        if (found.length === count) break;
      }
      return found;
    };
    const [firstLook, secondLook] = NAME_LOOKS;
    return pLimit(AT_ONCE).map(query.keys, async (key) => {
      const thing = shownName(await newest(callsOf(query, key), firstLook));
      return thing?.name === null ? shownName(await newest(callsOf(query, key), secondLook)) : thing;
    });
  },
};
