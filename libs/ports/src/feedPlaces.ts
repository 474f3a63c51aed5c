import type { CarryPlace, FeedPlace, FeedPosition } from './changeFeed.js';
import type { Position } from './eventLog.js';
import type { FeedState } from './generations.js';

/*
 * The order of changes (docs/decisions/0034-the-order-of-changes.md). All positions of a log are written with the same number of
 * characters, none of which sorts before `+`. So what is appended to one sorts after it and before the next.
 */

const END = '*';
const SWITCH = '+';
const AFTER_SWITCHES = ',';

/** Before every position: of a generation that has handled nothing yet. */
export const BEFORE_ALL: Position = '';

/** The position of what differs after a switch, which was made when the live generation had handled the log up to `position`. */
export const switchPosition = (position: Position, switchedAt: string): FeedPosition =>
  `${position}${SWITCH}${switchedAt}`;

/** The last position that is complete once all partitions have handled the log up to `position`: that of the latest switch there. */
export const lastPositionAt = (position: Position): FeedPosition => `${position}${AFTER_SWITCHES}`;

/** Just after all that has changed at a log position, and before what a switch brings there. */
export const endOf = (position: Position): FeedPlace => ({ position: `${position}${END}`, id: '', stream: '' });

/** Sorts behind every id. */
const BEHIND_ALL_IDS = '\u{10ffff}';

/**
 * A place behind one document of the feed and before the next (null: there is none yet at this position) that names neither: a token is
 * handed to readers who may not know of them. Of the next one's id it holds no more characters than tell the two apart.
 */
export const placeBetween = ({ position, id, stream }: FeedPlace, next: FeedPlace | null): FeedPlace => {
  if (next?.position !== position) return { position, id: BEHIND_ALL_IDS, stream: '' };
  if (next.id === id) return { position, id, stream };
  // by code points, as the stores compare them
  const [own, characters] = [Array.from(id), Array.from(next.id)];
  const same = characters.findIndex((character, place) => character !== own[place]);
  return { position, id: characters.slice(0, same + 1).join(''), stream: '' };
};

/** Ids and streams are not compared: what only they tell apart is as far as the other. */
const isBeyond = (place: FeedPlace, other: FeedPlace): boolean => place.position > other.position;

export const furtherOf = (place: FeedPlace, other: FeedPlace | null): FeedPlace =>
  other !== null && isBeyond(other, place) ? other : place;

/**
 * Where a reader goes on who has come to `place` while the generation was live that was switched to at `readAt`. A generation that became
 * live later may have come less far: then from there.
 */
export const resumedAt = (place: FeedPlace, readAt: string, { switches }: FeedState): FeedPlace =>
  switches
    .filter(({ at }) => at > readAt)
    .map(({ position }) => endOf(position))
    .reduce((lowest, end) => (isBeyond(lowest, end) ? end : lowest), place);

/** A document as one generation has it; null: it has neither the call nor a marker of its removal. */
export type FeedEntry = { readonly is: 'call' | 'removal'; readonly position: FeedPosition } | null;

/**
 * The position that a document of the live generation must get, so that a reader of the former one is given it only if he was not given
 * this content before; null: it keeps the position it has.
 * - Content that both generations have was given to the readers who have passed its position in the former one: it gets that position.
 * - Content that differs, and a removal, was given to nobody: it gets the position of the switch.
 * - A document whose position is as high already keeps it.
 * @param hasSameContent of two calls
 */
export const carriedPosition = (
  former: FeedEntry,
  live: FeedEntry,
  hasSameContent: boolean,
  atSwitch: FeedPosition,
): FeedPosition | null => {
  // a removal of what no reader of the former one has heard of
  if (former === null && live?.is !== 'call') return null;
  const isAlike = live?.is === 'call' ? former?.is === 'call' && hasSameContent : former?.is === 'removal';
  const wanted = isAlike && former !== null && former.position < atSwitch ? former.position : atSwitch;
  return live !== null && live.position >= wanted ? null : wanted;
};

/** Where the first step of carrying readers over begins. */
export const CARRY_START: CarryPlace = { scanned: 'former', stream: '', id: '' };

/** Where the next step begins after one over this page, of at most so many documents; null: there is none. */
export const carryPlaceAfter = (
  scanned: CarryPlace['scanned'],
  page: readonly { readonly stream: string; readonly id: string }[],
  most: number,
): CarryPlace | null => {
  const last = page.at(-1);
  if (page.length === most && last !== undefined) return { scanned, stream: last.stream, id: last.id };
  return scanned === 'former' ? { scanned: 'live', stream: '', id: '' } : null;
};
