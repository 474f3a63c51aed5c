import { HANGUP_RULES, type Hangup, type HangupRule, type HangupSide } from './call.js';
import type { Close, Dialog } from './dialog.js';
import type { DecidingLegs } from './decidingLegs.js';
import type { Rules } from './rules.js';

/** What a close says: this side hung up, the other side left, or something the documentation does not name (domain.md 3.7). */
type Said = 'hangup' | 'left' | 'other';
const saidBy = (close: Close): Said =>
  close.cause === 'HANGUP' ? 'hangup' : close.cause === 'DIALOG_LEFT' ? 'left' : 'other';

type Verdict = readonly [HangupSide, HangupRule];
type Side = 'consultant' | 'contact';
const other = (side: Side): Side => (side === 'consultant' ? 'contact' : 'consultant');

const bySingleClose = (side: Side, close: Close, otherRoleSeen: boolean): Verdict => {
  switch (saidBy(close)) {
    case 'hangup':
      return [side, 'single_close'];
    case 'left': // nobody else was ever on the line: the dialer let go
      return [otherRoleSeen ? other(side) : 'system', 'single_close'];
    case 'other':
      return ['unknown', 'unknown_cause'];
  }
};

const byEarlierHangup = (consultant: Close, contact: Close, rules: Rules): Verdict => {
  if (Math.abs(consultant.time - contact.time) <= rules.tieSeconds) return ['unknown', 'same_second'];
  return [consultant.time < contact.time ? 'consultant' : 'contact', 'earlier_hangup'];
};

/** The table of domain.md 5, rows: the consultant's close, columns: the contact's. */
const byBothCloses = (consultant: Close, contact: Close, rules: Rules): Verdict => {
  const cell = `${saidBy(consultant)}/${saidBy(contact)}` as const;
  switch (cell) {
    case 'hangup/hangup':
      return byEarlierHangup(consultant, contact, rules);
    case 'hangup/left':
      return ['consultant', 'one_hangup_one_left'];
    case 'hangup/other':
      return ['consultant', 'hangup_and_unknown'];
    case 'left/hangup':
      return ['contact', 'one_hangup_one_left'];
    case 'left/left':
      return ['system', 'both_left'];
    case 'left/other':
      return ['contact', 'left_and_unknown'];
    case 'other/hangup':
      return ['contact', 'hangup_and_unknown'];
    case 'other/left':
      return ['consultant', 'left_and_unknown'];
    case 'other/other':
      return ['unknown', 'unknown_cause'];
  }
};

const inTimeOrder = (closes: readonly Close[]): string[] =>
  [...closes].sort((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1)).map((close) => close.eventId);

/** Who hung up, by which rule, how surely, and on which closes it rests; null while no deciding leg is closed. */
export const decideHangup = (deciding: DecidingLegs, dialogs: readonly Dialog[], rules: Rules): Hangup | null => {
  const consultant = deciding.consultant?.close ?? null;
  const contact = deciding.contact?.close ?? null;
  const seen = (role: Side): boolean => dialogs.some((dialog) => dialog.role === role);
  const closes = [consultant, contact].filter((close) => close !== null);
  let verdict: Verdict;
  if (consultant && contact) verdict = byBothCloses(consultant, contact, rules);
  else if (consultant) verdict = bySingleClose('consultant', consultant, seen('contact'));
  else if (contact) verdict = bySingleClose('contact', contact, seen('consultant'));
  else return null;
  const [side, rule] = verdict;
  return { side, rule, certainty: HANGUP_RULES[rule], evidence: inTimeOrder(closes) };
};
