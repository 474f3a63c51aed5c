import type { DifferenceCounts } from '#domain';
import { generationName } from './consumers.js';
import { BuildUnderWay, GenerationConflict } from './errors.js';
import type { Position } from './eventLog.js';
import type { FeedState, Generation, GenerationChange, GenerationKey, GenerationState } from './generations.js';

/*
 * How the generations of a projection may change, the same for every adapter. An adapter reads a projection's entries, asks here what they
 * become, and saves that, all in one atomic step.
 */

/** Which generation is meant, and the state it is believed to be in. */
export type GenerationBelieved = GenerationKey & Pick<Generation, 'state'>;

const NO_SWITCHES: FeedState = { awaiting: null, switches: [] };

const UNDER_WAY: readonly GenerationState[] = ['building', 'ready', 'failed'];

export const liveOf = (entries: readonly Generation[]): Generation | undefined =>
  entries.find(({ state }) => state === 'live');

/** The one that is being built, waits to be switched to, or has failed. */
export const buildOf = (entries: readonly Generation[]): Generation | undefined =>
  entries.find(({ state }) => UNDER_WAY.includes(state));

/** What is known of a generation when it is made. */
type Made = Pick<Generation, 'projection' | 'rulesVersion' | 'logIdentity' | 'switching'>;

/** The entry of the projection's next generation. A number is never given twice: dropped ones keep their entries. */
const nextEntry = (
  entries: readonly Generation[],
  made: Made,
  state: 'building' | 'live',
  now: string,
): Generation => ({
  ...made,
  number: Math.max(0, ...entries.map(({ number }) => number)) + 1,
  state,
  createdAt: now,
  troubles: {},
  goal: null,
  switchedAt: state === 'live' ? now : null,
  feed: NO_SWITCHES,
});

/** The live entry; where there is none, one that is to be made. */
export const openedEntry = (entries: readonly Generation[], made: Omit<Made, 'switching'>, now: string): Generation =>
  liveOf(entries) ?? nextEntry(entries, { ...made, switching: 'auto' }, 'live', now);

/** The entry of a build that begins. @throws BuildUnderWay */
export const startedEntry = (entries: readonly Generation[], made: Made, now: string): Generation => {
  const underWay = buildOf(entries);
  if (underWay !== undefined) throw new BuildUnderWay(underWay);
  return nextEntry(entries, made, 'building', now);
};

/** @throws GenerationConflict it is in none of the states `from`, or not in the one it is believed to be in */
const believedEntry = (
  entries: readonly Generation[],
  believed: GenerationBelieved,
  from: readonly GenerationState[],
): Generation => {
  const entry = entries.find(({ number }) => number === believed.number);
  if (entry === undefined) throw new GenerationConflict(`${generationName(believed)} is not there`);
  if (entry.state !== believed.state) {
    throw new GenerationConflict(`${generationName(believed)} is ${entry.state}, not ${believed.state} any more`);
  }
  if (!from.includes(entry.state)) {
    throw new GenerationConflict(
      `${generationName(believed)} is ${entry.state}: this can be done while it is ${from.join(', ')}`,
    );
  }
  return entry;
};

const troublesAfter = (
  troubles: Generation['troubles'],
  { reporter, reason }: NonNullable<GenerationChange['trouble']>,
): Generation['troubles'] => {
  const { [reporter]: _, ...others } = troubles;
  return reason === null ? others : { ...others, [reporter]: reason };
};

/** Why a build has failed or cannot go on now, each reason once; null: it can. */
export const errorOf = ({ troubles }: Pick<Generation, 'troubles'>): string | null =>
  [...new Set(Object.values(troubles))].sort().join('; ') || null;

/** Of a generation that was live once, the state is not changed but by a switch or a drop. @throws GenerationConflict */
export const changedEntry = (
  entries: readonly Generation[],
  believed: GenerationBelieved,
  { state, switching, goal, trouble }: GenerationChange,
): Generation => {
  const entry = believedEntry(entries, believed, state === undefined ? [...UNDER_WAY, 'kept'] : UNDER_WAY);
  const former = state === undefined ? entry.troubles : {};
  return {
    ...entry,
    state: state ?? entry.state,
    switching: switching ?? entry.switching,
    troubles: trouble === undefined ? former : troublesAfter(former, trouble),
    goal: goal === undefined ? entry.goal : goal,
  };
};

/** Now, or just after the latest switch, where that was made by a clock that was ahead: a rollback goes by the order of switches. */
const switchTime = (entries: readonly Generation[], now: string): string => {
  const latest = Math.max(...entries.map(({ switchedAt }) => (switchedAt === null ? 0 : Date.parse(switchedAt))));
  return new Date(Math.max(Date.parse(now), latest + 1)).toISOString();
};

/**
 * Whose readers have to be carried over to `next`: those of the live one, or, where its own switch was never finished, still those of the
 * generation before it, because nobody has read changes of the live one yet. A rollback to the generation they read needs nothing.
 */
const feedAfterSwitch = (live: Generation | undefined, next: Generation): FeedState => {
  if (live === undefined) return NO_SWITCHES;
  const read = live.feed.awaiting ?? live.number;
  return { awaiting: read === next.number ? null : read, switches: live.feed.switches };
};

/** The entries that a switch changes: the one that is live by it, and the one that was, if there was one. @throws GenerationConflict */
export const switchedEntries = (
  entries: readonly Generation[],
  believed: GenerationBelieved,
  now: string,
  inPlaceOf?: Pick<Generation, 'number'>,
): readonly [live: Generation, ...kept: Generation[]] => {
  const entry = believedEntry(entries, believed, ['ready', 'kept']);
  const live = liveOf(entries);
  if (inPlaceOf !== undefined && inPlaceOf.number !== live?.number)
    throw new GenerationConflict(
      `${generationName({ ...believed, number: inPlaceOf.number })} is not live any more: ${generationName(believed)} was not to take the place of another one`,
    );
  const switchedAt = switchTime(entries, now);
  const feed = feedAfterSwitch(live, entry);
  const next: Generation = { ...entry, state: 'live', troubles: {}, goal: null, switchedAt, feed };
  return live === undefined ? [next] : [next, { ...live, state: 'kept' }];
};

/**
 * The live entry once the readers of changes have been carried over to it. Of former switches only those count that leave readers further
 * back. @throws GenerationConflict
 */
export const finishedEntry = (
  entries: readonly Generation[],
  believed: GenerationKey & Pick<Generation, 'switchedAt'>,
  position: Position,
): Generation => {
  const entry = believedEntry(entries, { ...believed, state: 'live' }, ['live']);
  const { switchedAt, feed } = entry;
  if (switchedAt === null || switchedAt !== believed.switchedAt || feed.awaiting === null)
    throw new GenerationConflict(
      `the switch to ${generationName(believed)} has been finished, or was followed by others`,
    );
  const switches = [...feed.switches.filter((former) => former.position < position), { at: switchedAt, position }];
  return { ...entry, feed: { awaiting: null, switches } };
};

/** Dropping again what is dropped changes nothing, whatever state it is believed to be in. @throws GenerationConflict */
export const droppedEntry = (entries: readonly Generation[], believed: GenerationBelieved): Generation => {
  const dropped = entries.find(({ number, state }) => number === believed.number && state === 'dropped');
  if (liveOf(entries)?.feed.awaiting === believed.number)
    throw new GenerationConflict(`the readers of ${generationName(believed)} have yet to be carried over`);
  return dropped ?? { ...believedEntry(entries, believed, [...UNDER_WAY, 'kept']), state: 'dropped' };
};

/** How many calls a comparison has found to differ. */
export const countedDifferences = ({ calls }: DifferenceCounts): number => calls.added + calls.removed + calls.changed;

/** For a comparison that finds, of what it has added, more or less than that: of two at a time one must give up. */
export const comparisonConflict = (generation: GenerationKey): GenerationConflict =>
  new GenerationConflict(
    `another comparison of ${generationName(generation)} has begun meanwhile, or goes on beside it`,
  );

/** @throws GenerationConflict its documents are gone; `state` undefined: it never was */
export const assertNotDropped = (generation: GenerationKey, state: GenerationState | undefined): void => {
  if (state === 'dropped') throw new GenerationConflict(`${generationName(generation)} has been dropped`);
  if (state === undefined) throw new GenerationConflict(`${generationName(generation)} is not there`);
};
