import type { Filter } from 'mongodb';
import type { CallFilter } from '#domain';
import type { CallDocument } from './callDocument.js';
import { FLAGGED_CALLS, OPEN_CALLS } from './indexes.js';

/** Paths reach deeper into a document than the driver's types can say. */
export type Condition = Filter<CallDocument>;

export const allOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? {} : { $and: [...conditions] };

const NEVER: Condition = { _id: { $in: [] } };
const anyOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? NEVER : { $or: [...conditions] };

const isText = (wanted: readonly string[]): Condition => ({ $in: wanted });

/** Ids are compared as text, and stored as they came: the text of a number stands for the number, too. */
const isId = (wanted: readonly string[]): Condition => ({
  $in: wanted.flatMap((text): (string | number)[] => (String(Number(text)) === text ? [text, Number(text)] : [text])),
});

/* The clock's conditions mean what isStale and isFinal in libs/domain/src/presentCall.ts mean. */

const staleBefore = ({ clock }: CallFilter): number => clock.now - clock.staleSeconds * 1000;
const settledBefore = ({ clock }: CallFilter): number => clock.now - clock.graceSeconds * 1000;

/** With a bound on the start, which every call has: the index of open calls begins with it. */
const OPEN: Condition = { ...OPEN_CALLS, 'call.startedAt': { $gt: '' } };
const FLAGGED: Condition = { ...FLAGGED_CALLS, 'call.startedAt': { $gt: '' } };
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

/** `missing_close` is a matter of the clock; the stored flags are found through the index of flagged calls. */
const hasFlag = (filter: CallFilter, wanted: readonly string[]): Condition => {
  const stored = wanted.filter((flag) => flag !== 'missing_close');
  return anyOf([
    ...(stored.length === 0 ? [] : [allOf([FLAGGED, { 'call.quality': isText(stored) }])]),
    ...(wanted.includes('missing_close') ? [isStale(filter)] : []),
  ]);
};

/** A number, so never a null. */
const secondsBetween = ({ minTalkSeconds, maxTalkSeconds }: CallFilter): Condition | null =>
  minTalkSeconds === undefined && maxTalkSeconds === undefined
    ? null
    : {
        ...(minTalkSeconds === undefined ? {} : { $gte: minTalkSeconds }),
        ...(maxTalkSeconds === undefined ? {} : { $lte: maxTalkSeconds }),
      };

/** Open calls have no end, and are no text. */
const endsInRange = ({ attribution, from, to }: CallFilter): Condition[] =>
  attribution === 'start' ? [] : [{ 'call.endedAt': { $gte: from ?? '', ...(to === undefined ? {} : { $lt: to }) } }];

/** Filters that are one field, with the field. */
const PLAIN_FIELDS = {
  source: ['call.source', isText],
  campaign: ['call.campaign.id', isId],
  project: ['call.project.id', isId],
  recordId: ['call.recordId', isText],
  kind: ['call.kind', isText],
  direction: ['call.direction', isText],
  dialingMethod: ['call.dialingMethod', isText],
  outcome: ['call.outcome', isText],
  hangupSide: ['call.hangup.side', isText],
  hangupCertainty: ['call.hangup.certainty', isText],
  contactNumber: ['call.contact.number', isText],
} as const;

/** What a filter asks of the call as a whole, the range of starts aside. */
const ofCallAlone = (filter: CallFilter): Condition[] => {
  const plain = Object.entries(PLAIN_FIELDS).flatMap(([name, [field, isOneOf]]) => {
    const wanted = filter[name as keyof typeof PLAIN_FIELDS];
    return wanted === undefined ? [] : [{ [field]: isOneOf(wanted) }];
  });
  return [
    ...plain,
    ...endsInRange(filter),
    ...(filter.status === undefined ? [] : [hasStatus(filter, filter.status)]),
    ...(filter.quality === undefined ? [] : [hasFlag(filter, filter.quality)]),
    ...(filter.final === undefined ? [] : [filter.final ? isFinal(filter) : isNotFinal(filter)]),
  ];
};

/** `search.consultants` has the index; which of them is the call's own consultant, the content says. */
const hasConsultant = (wanted: readonly string[]): Condition =>
  allOf([
    { 'search.consultants': isText(wanted) },
    anyOf([{ 'call.consultant.id': isId(wanted) }, { 'call.consultant.username': isText(wanted) }]),
  ]);

/** `matchesCall` of libs/domain/src/filter.ts as a query, but for the range of starts. */
export const callCondition = (filter: CallFilter): Condition => {
  const talk = secondsBetween(filter);
  return allOf([
    ...ofCallAlone(filter),
    ...(filter.consultant === undefined ? [] : [hasConsultant(filter.consultant)]),
    ...(filter.closeCause === undefined ? [] : [{ 'call.closeCauses': isText(filter.closeCause) }]),
    ...(talk === null ? [] : [{ 'call.durations.talkSeconds': talk }]),
  ]);
};

const ofOneLeg = (filter: CallFilter): Condition => {
  const { consultant, closeCause } = filter;
  const talk = secondsBetween(filter);
  return {
    ...(consultant === undefined
      ? {}
      : { role: 'consultant', $or: [{ 'party.id': isId(consultant) }, { 'party.username': isText(consultant) }] }),
    ...(closeCause === undefined ? {} : { closeCause: isText(closeCause) }),
    ...(talk === null ? {} : { talkSeconds: talk }),
  };
};

/** Calls that have at least one leg for which `matchesLeg` holds, but for the range of starts. */
export const callOfLegCondition = (filter: CallFilter): Condition => {
  const ofLeg = ofOneLeg(filter);
  return allOf([
    ...ofCallAlone(filter),
    ...(filter.consultant === undefined ? [] : [{ 'search.consultants': isText(filter.consultant) }]),
    Object.keys(ofLeg).length === 0 ? { 'call.legs.0': { $exists: true } } : { 'call.legs': { $elemMatch: ofLeg } },
  ]);
};
