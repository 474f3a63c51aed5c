import type { Filter } from 'mongodb';
import { askedQuarters, secondsOf, type AskedQuarters, type CallFilter } from '#domain';
import type { CallDocument } from './callDocument.js';
import { FLAGGED_CALLS, OPEN_CALLS } from './indexes.js';

/** The driver's types do not know paths as deep as these. */
export type Condition = Filter<CallDocument>;

export const allOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? {} : { $and: [...conditions] };

const NEVER: Condition = { _id: { $in: [] } };
export const anyOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? NEVER : { $or: [...conditions] };

/** A wanted null finds a value that is null, or that belongs to something that is null. */
const isOneOf = (wanted: readonly (string | number | null)[]): Condition => ({ $in: wanted });

const formsOf = (id: string | null): (string | number | null)[] =>
  id !== null && String(Number(id)) === id ? [id, Number(id)] : [id];

/** Filters name ids as text; stored ids are as they came, text or number. So the text of a number finds the number too. */
export const isId = (wanted: readonly (string | null)[]): Condition => ({ $in: wanted.flatMap(formsOf) });

/* What depends on the clock: as isStale and isFinal in libs/domain/src/presentCall.ts say. */

const staleBefore = ({ clock }: CallFilter): number => clock.now - clock.staleSeconds * 1000;
const settledBefore = ({ clock }: CallFilter): number => clock.now - clock.graceSeconds * 1000;

/** A start that every call has, and no removal marker. */
const ANY_START: Condition = { 'search.startedAt': { $gt: -Infinity } };
/** The bound on the start makes the server use the index of open calls. */
const OPEN: Condition = { ...OPEN_CALLS, ...ANY_START };
const FLAGGED: Condition = { ...FLAGGED_CALLS, ...ANY_START };
const ENDED = { 'call.status': 'ended' } as const;
const NEVER_RECEIVED = { 'search.lastReceived': null } as const;
const receivedUntil = (limit: number): Condition => ({ 'search.lastReceived': { $lte: limit } });
const receivedAfter = (limit: number): Condition => ({ 'search.lastReceived': { $gt: limit } });

const isStale = (filter: CallFilter): Condition =>
  allOf([OPEN, anyOf([NEVER_RECEIVED, receivedUntil(staleBefore(filter))])]);

const isOpen = (filter: CallFilter): Condition => allOf([OPEN, receivedAfter(staleBefore(filter))]);

const isFinal = (filter: CallFilter): Condition =>
  allOf([ENDED, anyOf([NEVER_RECEIVED, { 'search.recordClosedAfter': true }, receivedUntil(settledBefore(filter))])]);

const isNotFinal = (filter: CallFilter): Condition =>
  anyOf([OPEN, allOf([ENDED, { 'search.recordClosedAfter': false }, receivedAfter(settledBefore(filter))])]);

const hasStatus = (filter: CallFilter, wanted: readonly string[]): Condition =>
  anyOf([
    ...(wanted.includes('ended') ? [ENDED] : []),
    ...(wanted.includes('stale') ? [isStale(filter)] : []),
    ...(wanted.includes('open') ? [isOpen(filter)] : []),
  ]);

/** All flags are stored but `missing_close`, which depends on the clock. */
const hasFlag = (filter: CallFilter, wanted: readonly string[]): Condition => {
  const stored = wanted.filter((flag) => flag !== 'missing_close');
  return anyOf([
    ...(stored.length === 0 ? [] : [allOf([FLAGGED, { 'call.quality': isOneOf(stored) }])]),
    ...(wanted.includes('missing_close') ? [isStale(filter)] : []),
  ]);
};

/** A null value is in no range. */
const secondsBetween = ({ minTalkSeconds, maxTalkSeconds }: CallFilter): Condition | null =>
  minTalkSeconds === undefined && maxTalkSeconds === undefined
    ? null
    : {
        ...(minTalkSeconds === undefined ? {} : { $gte: minTalkSeconds }),
        ...(maxTalkSeconds === undefined ? {} : { $lte: maxTalkSeconds }),
      };

/** The lower bound '' leaves out open calls, whose end is null. */
const endsInRange = ({ attribution, from, to }: CallFilter): Condition[] =>
  attribution === 'start' ? [] : [{ 'call.endedAt': { $gte: from ?? '', ...(to === undefined ? {} : { $lt: to }) } }];

const isInStretch = (time: string, { from, to }: AskedQuarters['stretches'][number]): Condition => ({
  [time]: { $gte: from ?? '', ...(to === null ? {} : { $lt: to }) },
});

/**
 * Hours of the day and weekdays of a zone (docs/statistics.md#time). The index finds the quarters of the UTC week that are wanted under any
 * of the zone's offsets. Where there are several offsets, calls are left out whose quarter is not wanted under the offset of their own time.
 */
const isOnLocalClock = (filter: CallFilter): Condition[] => {
  const { attribution } = filter;
  const asked = askedQuarters(filter);
  if (asked === null) return [];
  const [time, quarter] =
    attribution === 'start' ? ['call.startedAt', 'search.startedQuarter'] : ['call.endedAt', 'search.endedQuarter'];
  const ofAnyOffset = [...new Set(asked.flatMap(({ quarters }) => quarters))];
  const notOfOffset = asked.flatMap(({ quarters, stretches }) => {
    const others = ofAnyOffset.filter((one) => !quarters.includes(one));
    return stretches.map((stretch) => ({ ...isInStretch(time, stretch), [quarter]: { $in: others } }));
  });
  return [{ [quarter]: { $in: ofAnyOffset } }, ...(asked.length > 1 ? [{ $nor: notOfOffset }] : [])];
};

/**
 * The range of starts. It always has a lower bound, since a removal marker has no start. Where a filter's range is that
 * of the ends, `from` says nothing about the start; but a call that ended before `to` started before it too.
 */
export const startsInRange = ({ attribution, from, to }: CallFilter): Condition => ({
  'search.startedAt': {
    ...(attribution === 'start' && from !== undefined ? { $gte: secondsOf(from) } : { $gt: -Infinity }),
    ...(to === undefined ? {} : { $lt: secondsOf(to) }),
  },
});

/** Starts from `first` to `last`, both included. */
export const startsBetween = (first: string, last: string): Condition => ({
  'search.startedAt': { $gte: secondsOf(first), $lte: secondsOf(last) },
});

/** Filters that ask for one field, with the field. */
const PLAIN_FIELDS = {
  source: ['call.source', isOneOf],
  campaign: ['call.campaign.id', isId],
  project: ['call.project.id', isId],
  recordId: ['call.recordId', isOneOf],
  attempt: ['call.attempt.number', isOneOf],
  kind: ['call.kind', isOneOf],
  direction: ['call.direction', isOneOf],
  dialingMethod: ['call.dialingMethod', isOneOf],
  outcome: ['call.outcome', isOneOf],
  hangupSide: ['call.hangup.side', isOneOf],
  hangupCertainty: ['call.hangup.certainty', isOneOf],
  contactNumber: ['call.contact.number', isOneOf],
} as const;

/** What a filter asks of the call as a whole, the range of starts aside. */
const ofCallAlone = (filter: CallFilter): Condition[] => {
  const plain = Object.entries(PLAIN_FIELDS).flatMap(([name, [field, isWanted]]) => {
    const wanted = filter[name as keyof typeof PLAIN_FIELDS];
    return wanted === undefined ? [] : [{ [field]: isWanted(wanted as (string | null)[]) }];
  });
  return [
    ...plain,
    ...endsInRange(filter),
    ...isOnLocalClock(filter),
    ...(filter.status === undefined ? [] : [hasStatus(filter, filter.status)]),
    ...(filter.quality === undefined ? [] : [hasFlag(filter, filter.quality)]),
    ...(filter.final === undefined ? [] : [filter.final ? isFinal(filter) : isNotFinal(filter)]),
  ];
};

/** Of a consultant or a leg's party, neither an id nor a username is known. */
const isUnknown = (consultant: string): Condition => ({ [`${consultant}id`]: null, [`${consultant}username`]: null });

const isAnyOf = (consultant: string, wanted: readonly (string | null)[]): Condition => {
  const known = wanted.filter((one) => one !== null);
  return anyOf([
    { [`${consultant}id`]: isId(known) },
    { [`${consultant}username`]: isOneOf(known) },
    ...(wanted.includes(null) ? [isUnknown(consultant)] : []),
  ]);
};

/** `search.consultants` has an index, and holds the consultants of all legs; the second condition asks for the call's own. */
const hasConsultant = (wanted: readonly (string | null)[]): Condition =>
  allOf([{ 'search.consultants': isOneOf(wanted) }, isAnyOf('call.consultant.', wanted)]);

/** A leg that is not a consultant's has no consultant. */
const legHasConsultant = (wanted: readonly (string | null)[], leg: string): Condition => {
  const ofConsultant: Condition = { [`${leg}role`]: 'consultant', ...isAnyOf(`${leg}party.`, wanted) };
  return wanted.includes(null) ? anyOf([{ [`${leg}role`]: { $ne: 'consultant' } }, ofConsultant]) : ofConsultant;
};

/** `matchesCall` of libs/domain/src/filter.ts as a query, but for the range of starts. */
export const callCondition = (filter: CallFilter): Condition => {
  const talk = secondsBetween(filter);
  return allOf([
    ...ofCallAlone(filter),
    ...(filter.consultant === undefined ? [] : [hasConsultant(filter.consultant)]),
    ...(filter.closeCause === undefined ? [] : [{ 'call.closeCauses': isOneOf(filter.closeCause) }]),
    ...(talk === null ? [] : [{ 'call.durations.talkSeconds': talk }]),
  ]);
};

/** What a filter asks of a leg itself. @param leg where the leg's fields are: a path that ends in a dot, or nothing */
export const legCondition = (filter: CallFilter, leg: string): Condition => {
  const { consultant, closeCause } = filter;
  const talk = secondsBetween(filter);
  return {
    ...(consultant === undefined ? {} : legHasConsultant(consultant, leg)),
    ...(closeCause === undefined ? {} : { [`${leg}closeCause`]: isOneOf(closeCause) }),
    ...(talk === null ? {} : { [`${leg}talkSeconds`]: talk }),
  };
};

/** Calls that have at least one leg for which `matchesLeg` holds, but for the range of starts. */
export const callOfLegCondition = (filter: CallFilter): Condition => {
  const ofLeg = legCondition(filter, '');
  return allOf([
    ...ofCallAlone(filter),
    ...(filter.consultant === undefined || filter.consultant.includes(null)
      ? []
      : [{ 'search.consultants': isOneOf(filter.consultant) }]),
    Object.keys(ofLeg).length === 0 ? { 'call.legs.0': { $exists: true } } : { 'call.legs': { $elemMatch: ofLeg } },
  ]);
};
