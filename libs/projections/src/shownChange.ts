import type { StoredCall } from '#domain';
import type { StoredChange } from '#ports';

/** A change as a reader of the feed is given it. */
export type ShownChange =
  | { readonly change: 'put'; readonly call: StoredCall }
  /** `replacedBy`: id of the call that has the dialog now after which the removed one was named; null: none. */
  | { readonly change: 'removed'; readonly id: string; readonly replacedBy: string | null };

/**
 * What a reader is given who may see some calls only; null: nothing. While two streams have a call of one id (docs/linking.md), it is
 * not gone when one of them loses it: the other one's is shown.
 */
export const shownChange = (
  stored: StoredChange,
  sees: (call: Pick<StoredCall, 'source' | 'project'>) => boolean,
): ShownChange | null => {
  if (stored.change === 'put') return sees(stored.call) ? { change: 'put', call: stored.call } : null;
  if (!sees(stored)) return null;
  const { id } = stored.place;
  const holders = stored.holders.filter(sees);
  const sameId = holders.find((call) => call.id === id);
  if (sameId !== undefined) return { change: 'put', call: sameId };
  return { change: 'removed', id, replacedBy: holders[0]?.id ?? null };
};
