import type { Hangup, HangupCertainty, HangupRule } from './call.js';
import type { DecidingLegs } from './decidingLegs.js';
import type { Close, Dialog } from './dialog.js';
import type { Rules } from './rules.js';

/** What a close says: this side hung up, the other side left, or something the documentation does not name (docs/domain.md#dialog-events). */
type Said = 'hangup' | 'left' | 'other';
const saidBy = ({ cause }: Close): Said => (cause === 'HANGUP' ? 'hangup' : cause === 'DIALOG_LEFT' ? 'left' : 'other');

/** One of the two ends of a call. */
interface End {
  readonly side: 'consultant' | 'contact';
  readonly dialog: Dialog;
}
type ClosedEnd = End & { readonly dialog: { readonly close: Close } };
const isClosed = (end: End | null): end is ClosedEnd => end !== null && end.dialog.close !== null;

/** From one close to the other; negative where the other came first. */
const secondsBetween = (one: ClosedEnd, other: ClosedEnd): number => other.dialog.close.time - one.dialog.close.time;

/** Who hung up, by which rule, how surely. */
type Verdict = readonly [by: End | 'system' | 'unknown', rule: HangupRule, certainty: HangupCertainty];

const UNKNOWN_CAUSE: Verdict = ['unknown', 'unknown_cause', 'none'];

/** One end has closed, the other has not, or was never seen. */
const bySingleClose = (closed: ClosedEnd, other: End | null): Verdict => {
  switch (saidBy(closed.dialog.close)) {
    case 'hangup':
      return [closed, 'single_close', 'provisional'];
    case 'left': // where nobody else was ever on the line the dialer has let go
      return [other ?? 'system', 'single_close', 'provisional'];
    case 'other':
      return UNKNOWN_CAUSE;
  }
};

/** The consultant had been gone for a while when the contact's leg closed, so that close alone says how the call ended. */
const byContactWhoStayed = (contact: ClosedEnd): Verdict => {
  switch (saidBy(contact.dialog.close)) {
    case 'hangup':
      return [contact, 'contact_stayed', 'likely'];
    case 'left':
      return ['system', 'contact_stayed', 'weak'];
    case 'other':
      return UNKNOWN_CAUSE;
  }
};

const byEarlierHangup = (a: ClosedEnd, b: ClosedEnd, rules: Rules): Verdict => {
  const seconds = secondsBetween(a, b);
  if (Math.abs(seconds) <= rules.tieSeconds) return ['unknown', 'same_second', 'none'];
  return [seconds > 0 ? a : b, 'earlier_hangup', 'likely'];
};

/** The table of docs/domain.md#hangup-side, where both ends have closed. */
const byBothCloses = (a: ClosedEnd, b: ClosedEnd, rules: Rules): Verdict => {
  const ifOneLeft = Math.abs(secondsBetween(a, b)) > rules.oneEndSeconds ? 'likely' : 'certain';
  const cell = `${saidBy(a.dialog.close)}/${saidBy(b.dialog.close)}` as const;
  switch (cell) {
    case 'hangup/hangup':
      return byEarlierHangup(a, b, rules);
    case 'hangup/left':
      return [a, 'one_hangup_one_left', ifOneLeft];
    case 'left/hangup':
      return [b, 'one_hangup_one_left', ifOneLeft];
    case 'hangup/other':
      return [a, 'hangup_and_unknown', 'likely'];
    case 'other/hangup':
      return [b, 'hangup_and_unknown', 'likely'];
    case 'left/left':
      return ['system', 'both_left', 'weak'];
    case 'left/other':
      return [b, 'left_and_unknown', 'weak'];
    case 'other/left':
      return [a, 'left_and_unknown', 'weak'];
    case 'other/other':
      return UNKNOWN_CAUSE;
  }
};

/** The ends whose closes decide: the consultant's and the contact's or, where no contact was seen, those of two consultants. */
const endsOf = ({ consultant, contact, otherConsultant }: DecidingLegs): readonly [End | null, End | null] => {
  const end = (side: End['side'], dialog: Dialog | null): End | null => dialog && { side, dialog };
  return [end('consultant', consultant), end('contact', contact) ?? end('consultant', otherConsultant)];
};

const hangupOf = ([by, rule, certainty]: Verdict, used: readonly ClosedEnd[]): Hangup => {
  const closes = used.map(({ dialog }) => dialog.close);
  const evidence = closes
    .sort((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1))
    .map(({ eventId }) => eventId);
  if (typeof by === 'string') return { side: by, dialogUuid: null, rule, certainty, evidence };
  return { side: by.side, dialogUuid: by.dialog.uuid, rule, certainty, evidence };
};

/** Who hung up, by which rule, how surely, and on which closes that rests; null while no deciding leg is closed. */
export const decideHangup = (deciding: DecidingLegs, rules: Rules): Hangup | null => {
  const [one, other] = endsOf(deciding);
  if (isClosed(one) && isClosed(other)) {
    const contactStayed = other.side === 'contact' && secondsBetween(one, other) > rules.oneEndSeconds;
    if (contactStayed) return hangupOf(byContactWhoStayed(other), [other]);
    return hangupOf(byBothCloses(one, other, rules), [one, other]);
  }
  if (isClosed(one)) return hangupOf(bySingleClose(one, other), [one]);
  return isClosed(other) ? hangupOf(bySingleClose(other, one), [other]) : null;
};
