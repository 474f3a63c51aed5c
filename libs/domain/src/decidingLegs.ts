import type { Role } from './call.js';
import { hasTalked, type Dialog } from './dialog.js';

/** Per role the leg that gives the call its consultant, contact, durations, outcome and hangup (docs/domain.md#deciding-legs). */
export interface DecidingLegs {
  readonly consultant: Dialog | null;
  readonly contact: Dialog | null;
  /** Where no contact was seen: the consultant on the other end of an internal call. */
  readonly otherConsultant: Dialog | null;
}

const compareNumbers = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/** By who was there longer: an open leg after a closed one, then by close, by create (one that never came is the latest), by uuid. */
const compareByPresence = (a: Dialog, b: Dialog): number =>
  compareNumbers(a.close?.time ?? Infinity, b.close?.time ?? Infinity) ||
  compareNumbers(a.created?.time ?? Infinity, b.created?.time ?? Infinity) ||
  (a.uuid < b.uuid ? -1 : 1);

/** Of those that talked, or of all if none did, the one that was there last. So a colleague who was asked and left decides nothing. */
const lastThere = (dialogs: readonly Dialog[]): Dialog | null => {
  const talked = dialogs.filter(hasTalked);
  const [last = null] = [...(talked.length > 0 ? talked : dialogs)].sort((a, b) => compareByPresence(b, a));
  return last;
};

export const decidingLegs = (dialogs: readonly Dialog[]): DecidingLegs => {
  const ofRole = (role: Role): Dialog[] => dialogs.filter((dialog) => dialog.role === role);
  const consultants = ofRole('consultant');
  const consultant = lastThere(consultants);
  const contact = lastThere(ofRole('contact'));
  const others = contact === null ? consultants.filter((dialog) => dialog !== consultant) : [];
  return { consultant, contact, otherConsultant: lastThere(others) };
};
