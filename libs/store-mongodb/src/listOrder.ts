import type { Document, FindCursor } from 'mongodb';
import { compareCodePoints } from '#domain';
import type { PageKey, SortOrder } from '#ports';

/** A call of a list, with what its place in the list depends on. */
export interface ListedCall {
  readonly _id: { readonly stream: string };
  readonly call?: { readonly startedAt: string; readonly id: string };
}

/** How the indexes give calls. Those that start in the same second come in any order: of the few there are, `inListOrder` makes one. */
export const byStart = (sort: SortOrder) => ({ 'search.startedAt': sort === 'startedAt' ? 1 : -1 }) as const;

/** How many documents a list asks the server for: one more than it shows, and those that may start in the same second as its last one. */
export const batchFor = (limit: number): number => limit + 8;

const keyOf = ({ _id: { stream }, call: { startedAt, id } = { startedAt: '', id: '' } }: ListedCall): PageKey => ({
  startedAt,
  id,
  stream,
});

const compareKeys = (one: PageKey, other: PageKey): number =>
  compareCodePoints(one.startedAt, other.startedAt) ||
  compareCodePoints(one.id, other.id) ||
  compareCodePoints(one.stream, other.stream);

/** The order of every list, by start, id and stream: negative where `one` comes first. */
const compareIn = (sort: SortOrder, one: PageKey, other: PageKey): number =>
  sort === 'startedAt' ? compareKeys(one, other) : compareKeys(other, one);

export const sortCalls = <Call extends ListedCall>(calls: readonly Call[], sort: SortOrder = 'startedAt'): Call[] =>
  [...calls].sort((one, other) => compareIn(sort, keyOf(one), keyOf(other)));

/** Positive: the call comes after the key in a list. 0: it is the key's own. Every call comes after none. */
export const compareToKey = (call: ListedCall, key: PageKey | null, sort: SortOrder): number =>
  key === null ? 1 : compareIn(sort, keyOf(call), key);

/** The calls of a cursor `byStart` in the order of the lists. The cursor is closed when the reader stops. */
export async function* inListOrder<Call extends ListedCall & Document>(
  cursor: FindCursor<Call>,
  sort: SortOrder,
): AsyncGenerator<Call, void> {
  let sameSecond: Call[] = [];
  try {
    for await (const next of cursor) {
      if (sameSecond[0] !== undefined && sameSecond[0].call?.startedAt !== next.call?.startedAt) {
        yield* sortCalls(sameSecond, sort);
        sameSecond = [];
      }
      sameSecond.push(next);
    }
    yield* sortCalls(sameSecond, sort);
  } finally {
    await cursor.close();
  }
}
