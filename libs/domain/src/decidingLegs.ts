import type { Role } from './call.js';
import { hasTalked, type Dialog } from './dialog.js';

/** Per role the leg that gives the call its consultant, contact, durations, outcome and hangup (docs/domain.md#deciding-legs). */
export interface DecidingLegs {
  readonly consultant: Dialog | null;
  readonly contact: Dialog | null;
  /** Where no contact was seen: the consultant on the other end of an internal call. */
  readonly otherConsultant: Dialog | null;
}

/** What decides which leg was there last. Times are all seconds, or all ISO 8601 UTC; null where the event has not come. */
export interface Presence {
  readonly createdAt: number | string | null;
  readonly closedAt: number | string | null;
  readonly hasTalked: boolean;
  readonly uuid: string;
}

/** An end that has not come is later than any. */
const compareTimes = (a: number | string | null, b: number | string | null): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : a > b ? 1 : 0;
};

/** By who was there longer: an open leg after a closed one, then by close, by create (one that never came is the latest), by uuid. */
const compareByPresence = (a: Presence, b: Presence): number =>
  compareTimes(a.closedAt, b.closedAt) || compareTimes(a.createdAt, b.createdAt) || (a.uuid < b.uuid ? -1 : 1);

/** Of those that talked, or of all if none did, the one that was there last. So a colleague who was asked and left decides nothing. */
export const lastThere = <Leg>(legs: readonly Leg[], presenceOf: (leg: Leg) => Presence): Leg | null => {
  if (legs.length <= 1) return legs[0] ?? null;
  const present = legs.map((leg) => ({ leg, presence: presenceOf(leg) }));
  const talked = present.filter(({ presence }) => presence.hasTalked);
  const [last] = (talked.length > 0 ? talked : present).sort((a, b) => compareByPresence(b.presence, a.presence));
  return last?.leg ?? null;
};

const presenceOfDialog = (dialog: Dialog): Presence => ({
  createdAt: dialog.created?.time ?? null,
  closedAt: dialog.close?.time ?? null,
  hasTalked: hasTalked(dialog),
  uuid: dialog.uuid,
});

export const decidingLegs = (dialogs: readonly Dialog[]): DecidingLegs => {
  const ofRole = (role: Role): Dialog[] => dialogs.filter((dialog) => dialog.role === role);
  const consultants = ofRole('consultant');
  const consultant = lastThere(consultants, presenceOfDialog);
  const contact = lastThere(ofRole('contact'), presenceOfDialog);
  const others = contact === null ? consultants.filter((dialog) => dialog !== consultant) : [];
  return { consultant, contact, otherConsultant: lastThere(others, presenceOfDialog) };
};
