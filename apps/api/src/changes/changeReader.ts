import type { Call } from '#domain';
import type { ReadModels, StoredChange } from '#ports';
import { readChanges, readUpToNow, shownChange, type ReadUpTo } from '#projections';
import type { Envelope } from '../envelope.js';
import type { ReadContext, ReadContexts } from '../readContext.js';
import type { RowLimits } from '../viewer.js';

/** A change as a viewer sees it. */
export type ChangeItem =
  | { readonly change: 'put'; readonly call: Call }
  | { readonly change: 'removed'; readonly id: string; readonly replacedBy: string | null };

export interface ChangePart {
  /** Each with where a reader is who has taken it. */
  readonly items: readonly { readonly item: ChangeItem; readonly readUpTo: ReadUpTo }[];
  readonly next: ReadUpTo;
  readonly hasMore: boolean;
  readonly envelope: Envelope;
}

/** Where a viewer may see little of what has changed, so many parts of the feed are looked through for one answer. */
const MOST_PARTS = 20;
/** No smaller part is read: where most of a part may not be seen, the rest of an answer would come one by one. */
const LEAST_CHANGES = 50;

const itemOf = (stored: StoredChange, context: ReadContext): ChangeItem | null => {
  const shown = shownChange(stored, (call) => context.sees(call));
  return shown?.change === 'put' ? { change: 'put', call: context.showCall(shown.call) } : shown;
};

/** Reads the feed of changes for a viewer: within the limits of his key, contacts masked for an analyst. */
export class ChangeReader {
  constructor(
    private readonly contexts: ReadContexts,
    private readonly readModels: ReadModels,
  ) {}

  /**
   * Up to `limit` changes; fewer, or none, where the viewer may not see what has changed, though there may be more.
   * @throws StoreUnavailable, GenerationConflict (the generation has been dropped while it was read)
   */
  async read(viewer: RowLimits, since: ReadUpTo | null, limit: number): Promise<ChangePart> {
    const context = await this.contexts.begin(viewer);
    const items: { item: ChangeItem; readUpTo: ReadUpTo }[] = [];
    let from = since;
    for (let parts = 1; ; parts += 1) {
      const most = Math.max(limit - items.length, LEAST_CHANGES);
      const { changes, next, hasMore } = await readChanges(this.readModels, context.generation, from, most);
      for (const stored of changes) {
        const item = itemOf(stored, context);
        if (item !== null) items.push({ item, readUpTo: { ...next, place: stored.place } });
      }
      const { envelope } = context;
      const last = items[limit - 1];
      if (last !== undefined && items.length > limit)
        return { items: items.slice(0, limit), next: last.readUpTo, hasMore: true, envelope };
      if (!hasMore || items.length === limit || parts === MOST_PARTS) return { items, next, hasMore, envelope };
      from = next;
    }
  }

  /** Where a viewer is who wants what changes from now on; null: nobody can say now, ask again. @throws StoreUnavailable */
  async now(viewer: RowLimits): Promise<ReadUpTo | null> {
    const { generation } = await this.contexts.begin(viewer);
    return readUpToNow(this.readModels, generation);
  }
}
