import type { StoredCall } from '#domain';
import type { PageKey } from './callQueries.js';

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
