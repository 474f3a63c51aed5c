import type { Consultant, Leg, StoredCall } from './call.js';
import { isOnLocalClock, type LocalClock } from './localClock.js';
import { presentCall, type ReadClock } from './presentCall.js';

/** Values of which any will do; null stands for "not known". */
type Wanted<Value> = readonly (Value | null)[];

/**
 * Which calls a list, a statistic or an export is about. Absent: no condition. Several values: any of them.
 * Times are ISO 8601 UTC in whole seconds, as in the documents (`2020-08-26T12:59:36Z`: they compare as text); `from` inclusive, `to` exclusive.
 */
export interface CallFilter extends LocalClock {
  readonly from?: string;
  readonly to?: string;
  /** Which time of a call `from`, `to`, `hourOfDay` and `weekday` are about; open calls have no end. */
  readonly attribution: 'start' | 'end';
  readonly source?: readonly string[];
  readonly campaign?: Wanted<string>;
  readonly project?: Wanted<string>;
  /** Consultant's id or username; null: neither is known. */
  readonly consultant?: Wanted<string>;
  readonly recordId?: readonly string[];
  /** The call's number among the attempts on its record. */
  readonly attempt?: Wanted<number>;
  readonly kind?: readonly string[];
  readonly direction?: Wanted<string>;
  readonly dialingMethod?: Wanted<string>;
  readonly status?: readonly string[];
  readonly outcome?: Wanted<string>;
  readonly hangupSide?: Wanted<string>;
  readonly hangupCertainty?: readonly string[];
  readonly closeCause?: Wanted<string>;
  readonly minTalkSeconds?: number;
  readonly maxTalkSeconds?: number;
  readonly final?: boolean;
  readonly quality?: readonly string[];
  readonly contactNumber?: readonly string[];
  /** The moment and the settings that `status`, `final` and `quality=missing_close` depend on. */
  readonly clock: ReadClock;
}

type Value = string | number | null | undefined;

/** Ids are compared as text. */
const textOf = (value: Value): string | null => (value === null || value === undefined ? null : String(value));

const isOneOf = (wanted: Wanted<string | number> | undefined, value: Value): boolean =>
  wanted === undefined || wanted.map(textOf).includes(textOf(value));

const hasOneOf = (wanted: Wanted<string> | undefined, values: readonly Value[]): boolean =>
  wanted === undefined || values.some((value) => isOneOf(wanted, value));

const isConsultant = (wanted: Wanted<string> | undefined, consultant: Consultant | null): boolean => {
  const known = [consultant?.id, consultant?.username].filter((value) => textOf(value) !== null);
  return hasOneOf(wanted, known.length === 0 ? [null] : known);
};

const isWithin = (seconds: number | null, least: number | undefined, most: number | undefined): boolean =>
  (least === undefined || (seconds !== null && seconds >= least)) &&
  (most === undefined || (seconds !== null && seconds <= most));

const isInTime = (filter: CallFilter, { startedAt, endedAt }: StoredCall): boolean => {
  const { attribution, from, to } = filter;
  const time = attribution === 'start' ? startedAt : endedAt;
  if (time === null) return false;
  return (from === undefined || time >= from) && (to === undefined || time < to) && isOnLocalClock(filter, time);
};

/**
 * The meaning of every filter, in plain code. Stores compile the same filter to their own queries; the contract suite holds them against this.
 */
export const matchesCall = (filter: CallFilter, call: StoredCall): boolean => {
  const seen = presentCall(call, filter.clock);
  return (
    isInTime(filter, call) &&
    isOneOf(filter.source, call.source) &&
    isOneOf(filter.campaign, call.campaign?.id) &&
    isOneOf(filter.project, call.project?.id) &&
    isConsultant(filter.consultant, call.consultant) &&
    isOneOf(filter.recordId, call.recordId) &&
    isOneOf(filter.attempt, call.attempt?.number) &&
    isOneOf(filter.kind, call.kind) &&
    isOneOf(filter.direction, call.direction) &&
    isOneOf(filter.dialingMethod, call.dialingMethod) &&
    isOneOf(filter.status, seen.status) &&
    isOneOf(filter.outcome, call.outcome) &&
    isOneOf(filter.hangupSide, call.hangup?.side) &&
    isOneOf(filter.hangupCertainty, call.hangup?.certainty) &&
    hasOneOf(filter.closeCause, call.closeCauses) &&
    isWithin(call.durations.talkSeconds, filter.minTalkSeconds, filter.maxTalkSeconds) &&
    (filter.final === undefined || seen.final === filter.final) &&
    hasOneOf(filter.quality, seen.quality) &&
    isOneOf(filter.contactNumber, call.contact?.number)
  );
};

/**
 * The same for one leg: what belongs to a leg (consultant, close cause, talk time) is the leg's own, all else its call's. A leg that is
 * not a consultant's has no consultant.
 */
export const matchesLeg = (filter: CallFilter, call: StoredCall, leg: Leg): boolean => {
  const { consultant, closeCause, minTalkSeconds, maxTalkSeconds, ...ofCall } = filter;
  return (
    matchesCall(ofCall, call) &&
    isConsultant(consultant, leg.role === 'consultant' ? leg.party : null) &&
    isOneOf(closeCause, leg.closeCause) &&
    isWithin(leg.talkSeconds, minTalkSeconds, maxTalkSeconds)
  );
};
