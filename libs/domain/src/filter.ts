import { presentCall, type ReadClock } from './presentCall.js';
import type { Leg, StoredCall } from './call.js';

/**
 * Which calls a list, a statistic or an export is about. Absent: no condition. Several values: any of them.
 * Times are ISO 8601 UTC in whole seconds, as in the documents (`2020-08-26T12:59:36Z`: they compare as text); `from` inclusive, `to` exclusive.
 */
export interface CallFilter {
  readonly from?: string;
  readonly to?: string;
  /** Which time `from` and `to` are about; open calls have no end. */
  readonly attribution: 'start' | 'end';
  readonly source?: readonly string[];
  readonly campaign?: readonly string[];
  readonly project?: readonly string[];
  /** Consultant's id or username. */
  readonly consultant?: readonly string[];
  readonly recordId?: readonly string[];
  readonly kind?: readonly string[];
  readonly direction?: readonly string[];
  readonly dialingMethod?: readonly string[];
  readonly status?: readonly string[];
  readonly outcome?: readonly string[];
  readonly hangupSide?: readonly string[];
  readonly hangupCertainty?: readonly string[];
  readonly closeCause?: readonly string[];
  readonly minTalkSeconds?: number;
  readonly maxTalkSeconds?: number;
  readonly final?: boolean;
  readonly quality?: readonly string[];
  readonly contactNumber?: readonly string[];
  /** The moment and the settings that `status`, `final` and `quality=missing_close` depend on. */
  readonly clock: ReadClock;
}

const oneOf = (wanted: readonly string[] | undefined, ...values: (string | number | null | undefined)[]): boolean =>
  wanted === undefined ||
  values.some((value) => value !== null && value !== undefined && wanted.includes(String(value)));

/**
 * The meaning of every filter, in plain code. Stores compile the same filter to their own queries; the contract suite holds them against this.
 */
export const matchesCall = (filter: CallFilter, call: StoredCall): boolean => {
  const seen = presentCall(call, filter.clock);
  const time = filter.attribution === 'start' ? call.startedAt : call.endedAt;
  const talk = call.durations.talkSeconds;
  return (
    (filter.attribution === 'start' || time !== null) &&
    (filter.from === undefined || (time !== null && time >= filter.from)) &&
    (filter.to === undefined || (time !== null && time < filter.to)) &&
    oneOf(filter.source, call.source) &&
    oneOf(filter.campaign, call.campaign?.id) &&
    oneOf(filter.project, call.project?.id) &&
    oneOf(filter.consultant, call.consultant?.id, call.consultant?.username) &&
    oneOf(filter.recordId, call.recordId) &&
    oneOf(filter.kind, call.kind) &&
    oneOf(filter.direction, call.direction) &&
    oneOf(filter.dialingMethod, call.dialingMethod) &&
    oneOf(filter.status, seen.status) &&
    oneOf(filter.outcome, call.outcome) &&
    oneOf(filter.hangupSide, call.hangup?.side) &&
    oneOf(filter.hangupCertainty, call.hangup?.certainty) &&
    oneOf(filter.closeCause, ...call.closeCauses) &&
    (filter.minTalkSeconds === undefined || (talk !== null && talk >= filter.minTalkSeconds)) &&
    (filter.maxTalkSeconds === undefined || (talk !== null && talk <= filter.maxTalkSeconds)) &&
    (filter.final === undefined || seen.final === filter.final) &&
    oneOf(filter.quality, ...seen.quality) &&
    oneOf(filter.contactNumber, call.contact?.number)
  );
};

/**
 * The same for one leg: what belongs to a leg (consultant, close cause, talk time) is the leg's own, all else its call's.
 */
export const matchesLeg = (filter: CallFilter, call: StoredCall, leg: Leg): boolean => {
  const { consultant, closeCause, minTalkSeconds, maxTalkSeconds, ...ofCall } = filter;
  const consultantLeg = leg.role === 'consultant';
  return (
    matchesCall(ofCall, call) &&
    (consultant === undefined || (consultantLeg && oneOf(consultant, leg.party.id, leg.party.username))) &&
    oneOf(closeCause, leg.closeCause) &&
    (minTalkSeconds === undefined || (leg.talkSeconds !== null && leg.talkSeconds >= minTalkSeconds)) &&
    (maxTalkSeconds === undefined || (leg.talkSeconds !== null && leg.talkSeconds <= maxTalkSeconds))
  );
};
