import {
  endOf,
  furtherOf,
  lastPositionAt,
  liveOf,
  placeBetween,
  positionOf,
  resumedAt,
  type FeedPlace,
  type Generation,
  type Position,
  type ReadModels,
  type StoredChange,
} from '#ports';

type Stores = Pick<ReadModels, 'generations' | 'checkpoints' | 'changesSince'>;

/** Up to where a reader of changes has come, and in which feed. */
export interface ReadUpTo {
  /** Identity of the log. Places in the feed of another log say nothing: then everything is read again. */
  readonly log: string;
  /** When the generation became live whose changes were read last, ISO 8601 UTC. */
  readonly readAt: string;
  /** Null: nothing has been read yet. */
  readonly place: FeedPlace | null;
}

export interface ChangesRead {
  readonly changes: readonly StoredChange[];
  readonly next: ReadUpTo;
  /** False: all that can be given out by now has been read. */
  readonly hasMore: boolean;
}

/** The log position up to which nothing can be written any more; null: no changes can be given out now. */
const completeUpTo = async (readModels: Pick<Stores, 'checkpoints'>, live: Generation): Promise<Position | null> =>
  live.feed.awaiting === null ? positionOf(await readModels.checkpoints(live)) : null;

const readUpTo = (live: Generation, place: FeedPlace | null): ReadUpTo => ({
  log: live.logIdentity,
  readAt: live.switchedAt ?? '',
  place,
});

/** Whether the same switch has made it live. */
const isStillLive = async (readModels: Pick<Stores, 'generations'>, { projection, number, switchedAt }: Generation) => {
  const live = liveOf(await readModels.generations(projection));
  return live?.number === number && live.switchedAt === switchedAt;
};

/** Where a reader is who wants to know only what changes from now on; null: no changes can be given out now. */
export const readUpToNow = async (
  readModels: Pick<Stores, 'checkpoints'>,
  live: Generation,
): Promise<ReadUpTo | null> => {
  const position = await completeUpTo(readModels, live);
  return position === null ? null : readUpTo(live, endOf(position));
};

/**
 * The next changes of the live generation: at most `limit` documents, each as it is now, at the place of its last change. Nothing that
 * is read later can be missed by going on from `next` (docs/decisions/0034-the-order-of-changes.md).
 * @param since null: from the beginning
 * @throws StoreUnavailable
 * @throws GenerationConflict the generation is not live any more, and has been dropped
 */
export const readChanges = async (
  readModels: Stores,
  live: Generation,
  since: ReadUpTo | null,
  limit: number,
): Promise<ChangesRead> => {
  const from = since !== null && since.log === live.logIdentity ? since : readUpTo(live, null);
  const position = await completeUpTo(readModels, live);
  if (position === null) return { changes: [], next: since ?? from, hasMore: false };
  const after = from.place === null ? null : resumedAt(from.place, from.readAt, live.feed);
  const query = { after, upTo: lastPositionAt(position), limit: limit + 1 };
  const found = await readModels.changesSince(live, query);
  // after a switch the feed of this generation is not what its readers are carried over from
  if (!(await isStillLive(readModels, live))) return { changes: [], next: since ?? from, hasMore: false };
  const changes = found.slice(0, limit);
  const end = changes.at(-1)?.place;
  const last = end === undefined ? after : placeBetween(end, found[limit]?.place ?? null);
  const hasMore = found.length > limit;
  return { changes, next: readUpTo(live, hasMore ? last : furtherOf(endOf(position), last)), hasMore };
};
