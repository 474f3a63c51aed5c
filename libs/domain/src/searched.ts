import type { Id, StoredCall } from './call.js';
import { secondsOf } from './eventTime.js';
import { quarterOfWeek } from './localClock.js';
import { recordClosedAfter } from './presentCall.js';

/** What filters ask for and a call does not hold in a form that an index can hold. A store keeps it beside the call. */
export interface SearchedValues {
  /** Ids and user names, as text, of everybody who was its consultant or had a consultant's leg of it; null where it has no known consultant. */
  readonly consultants: readonly (string | null)[];
  /** `startedAt` in seconds since the epoch. */
  readonly startedAt: number;
  /** The quarters of the UTC week in which it started and ended, by which hours of the day and weekdays of any zone are found. */
  readonly startedQuarter: number;
  readonly endedQuarter: number | null;
  /** `lastReceivedAt` in milliseconds since the epoch. */
  readonly lastReceived: number | null;
  /** The record was closed after the call's last event (docs/domain.md#status). */
  readonly recordClosedAfter: boolean;
}

type Content = Omit<StoredCall, 'revision'>;

const texts = (...ids: (Id | null | undefined)[]): string[] =>
  ids.flatMap((id) => (id === null || id === undefined ? [] : [String(id)]));

const consultantsOf = ({ consultant, legs }: Content): (string | null)[] => {
  const own = texts(consultant?.id, consultant?.username);
  const ofLegs = legs.flatMap(({ role, party }) => (role === 'consultant' ? texts(party.id, party.username) : []));
  return [...new Set([...(own.length === 0 ? [null] : own), ...ofLegs])];
};

const quarterOf = (time: string): number => quarterOfWeek(secondsOf(time));

export const searchedValues = (call: Content): SearchedValues => ({
  consultants: consultantsOf(call),
  startedAt: secondsOf(call.startedAt),
  startedQuarter: quarterOf(call.startedAt),
  endedQuarter: call.endedAt === null ? null : quarterOf(call.endedAt),
  lastReceived: call.lastReceivedAt === null ? null : Date.parse(call.lastReceivedAt),
  recordClosedAfter: recordClosedAfter(call),
});
