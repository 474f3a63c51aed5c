import type { Role } from './call.js';
import { compareByCreate, hasTalked, type Dialog } from './dialog.js';

/** Per role the leg that gives the call its consultant, contact, durations, outcome and hangup (domain.md 5, Leg). */
export interface DecidingLegs {
  readonly consultant: Dialog | null;
  readonly contact: Dialog | null;
}

/** The last leg of the role that talked, else the last one; by create, no create last, then uuid. */
const decidingOf = (dialogs: readonly Dialog[], role: Role): Dialog | null => {
  const ofRole = dialogs.filter((dialog) => dialog.role === role).sort(compareByCreate);
  return ofRole.findLast(hasTalked) ?? ofRole.at(-1) ?? null;
};

export const decidingLegs = (dialogs: readonly Dialog[]): DecidingLegs => ({
  consultant: decidingOf(dialogs, 'consultant'),
  contact: decidingOf(dialogs, 'contact'),
});
