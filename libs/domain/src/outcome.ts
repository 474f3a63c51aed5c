import type { Outcome } from './call.js';
import type { DecidingLegs } from './decidingLegs.js';
import { hasAnswered, hasTalked, type Dialog } from './dialog.js';

/** From states reached, not from seconds; the first match wins (docs/domain.md#outcome). Null while a leg is open. */
export const decideOutcome = (
  dialogs: readonly Dialog[],
  deciding: DecidingLegs,
  direction: string | null,
): Outcome | null => {
  const { consultant, contact } = deciding;
  if (dialogs.some((dialog) => dialog.close === null)) return null;
  if ((contact && hasTalked(contact)) || (consultant && hasTalked(consultant))) return 'conversation';
  if (contact && (direction === 'INBOUND' || hasAnswered(contact))) return 'abandoned';
  if (contact) return 'contact_no_answer';
  if (consultant && !hasAnswered(consultant)) return 'consultant_no_answer';
  if (consultant && direction === 'OUTBOUND') return 'not_dialed';
  return 'unknown';
};
