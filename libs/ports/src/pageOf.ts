import { matchesLeg, type StoredCall } from '#domain';
import type { CallLeg, PageKey, PageQuery } from './callQueries.js';

/** Of one item more than a page holds (all there are, where there are fewer), the page and the key of its last item if more follow. */
export const pageOf = <Item, Key>(
  found: readonly Item[],
  limit: number,
  keyOf: (item: Item) => Key,
): { readonly items: readonly Item[]; readonly next: Key | null } => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? keyOf(last) : null };
};

/** The key of a call in a list of calls. */
export const callKey = ({ startedAt, id, revision }: StoredCall): PageKey => ({
  startedAt,
  id,
  stream: revision.stream,
});

const isBeyond = ({ after, sort }: PageQuery, { call, index }: CallLeg): boolean => {
  if (after === null || after.startedAt !== call.startedAt || after.id !== call.id) return true;
  if (after.stream !== call.revision.stream) return true;
  const place = after.leg ?? 0;
  return sort === 'startedAt' ? index > place : index < place;
};

/** The legs of a call that a page may show, in its order: those for which matchesLeg holds, beyond where the page begins. */
export const legsOf = (query: PageQuery, call: StoredCall): CallLeg[] => {
  const legs = call.legs
    .map((leg, index): CallLeg => ({ call, leg, index }))
    .filter((one) => matchesLeg(query.filter, call, one.leg) && isBeyond(query, one));
  return query.sort === 'startedAt' ? legs : legs.reverse();
};
