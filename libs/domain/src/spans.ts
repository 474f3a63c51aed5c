import type { Durations, Leg } from './call.js';
import type { DecidingLegs } from './decidingLegs.js';
import { hasTalked, timeOf, type Dialog } from './dialog.js';

/** Seconds between two points, and whether the platform's clock ran backwards between them. */
interface Span {
  readonly seconds: number | null;
  readonly negative: boolean;
}
const UNKNOWN: Span = { seconds: null, negative: false };

/** Null where an end is not known, never 0 instead of unknown; a negative span is 0 and flagged: docs/domain.md#durations. */
const span = (from: number | null | undefined, to: number | null | undefined): Span => {
  if (from === null || from === undefined || to === null || to === undefined) return UNKNOWN;
  return { seconds: Math.max(0, to - from), negative: to < from };
};

/** Create to answered, or to the close of a leg that never answered; unknown if it talked without a known answer. */
const ringSpan = (dialog: Dialog): Span => {
  const end = timeOf(dialog, 'answered') ?? (hasTalked(dialog) ? null : dialog.close?.time);
  return span(dialog.created?.time, end);
};
const talkSpan = (dialog: Dialog): Span => span(timeOf(dialog, 'talking'), dialog.close?.time);

const anyNegative = (...spans: readonly Span[]): boolean => spans.some(({ negative }) => negative);

type LegSpans = Pick<Leg, 'ringSeconds' | 'waitSeconds' | 'talkSeconds' | 'totalSeconds'>;

export const measureLeg = (dialog: Dialog): { seconds: LegSpans; negative: boolean } => {
  const ring = ringSpan(dialog);
  const wait = span(timeOf(dialog, 'answered'), timeOf(dialog, 'talking'));
  const talk = talkSpan(dialog);
  const total = span(dialog.created?.time, dialog.close?.time);
  return {
    seconds: {
      ringSeconds: ring.seconds,
      waitSeconds: wait.seconds,
      talkSeconds: talk.seconds,
      totalSeconds: total.seconds,
    },
    negative: anyNegative(ring, wait, talk, total),
  };
};

/** The leg whose talk is the call's: the contact's, else the consultant's (flag `talk_from_consultant_leg`). */
export const talkingLeg = ({ consultant, contact }: DecidingLegs): Dialog | null =>
  contact && hasTalked(contact) ? contact : consultant && hasTalked(consultant) ? consultant : contact;

/** Consultant's earliest answer to the contact's talking; unknown where that answer came later (predictive dialing). */
const dialSpan = (dialogs: readonly Dialog[], contact: Dialog | null): Span => {
  const answers = dialogs
    .filter((dialog) => dialog.role === 'consultant')
    .map((dialog) => timeOf(dialog, 'answered'))
    .filter((time) => time !== null);
  const talking = contact && timeOf(contact, 'talking');
  if (answers.length === 0 || talking === null) return UNKNOWN;
  const answered = Math.min(...answers);
  return answered > talking ? UNKNOWN : span(answered, talking);
};

/** Contact's close to the consultant's; 0, and no flag, when the consultant left first. */
const afterSeconds = ({ consultant, contact }: DecidingLegs): number | null =>
  span(contact?.close?.time, consultant?.close?.time).seconds;

export interface CallEnds {
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** Every duration of a call, each between the end points that its direction asks for: docs/domain.md#durations. */
export const measureCall = (
  dialogs: readonly Dialog[],
  deciding: DecidingLegs,
  direction: string | null,
  ends: CallEnds,
): { seconds: Durations; negative: boolean } => {
  const { consultant, contact } = deciding;
  const outbound = direction === 'OUTBOUND';
  const inbound = direction === 'INBOUND';
  const ringing = outbound ? contact : inbound ? consultant : null;
  const talking = talkingLeg(deciding);
  const held = dialogs.some((dialog) => dialog.holdCount > 0);
  const ring = ringing ? ringSpan(ringing) : UNKNOWN;
  const dial = outbound ? dialSpan(dialogs, contact) : UNKNOWN;
  const wait = inbound && contact ? span(contact.created?.time, timeOf(contact, 'talking')) : UNKNOWN;
  const talk = talking ? talkSpan(talking) : UNKNOWN;
  const consultantTalk = consultant ? talkSpan(consultant) : UNKNOWN;
  const call = span(ends.startedAt, ends.endedAt);
  return {
    seconds: {
      ringSeconds: ring.seconds,
      dialSeconds: dial.seconds,
      waitSeconds: wait.seconds,
      talkSeconds: talk.seconds,
      consultantTalkSeconds: consultantTalk.seconds,
      holdSeconds: held ? null : 0, // no known event ends a hold
      callSeconds: call.seconds,
      afterSeconds: afterSeconds(deciding),
    },
    negative: anyNegative(ring, dial, wait, talk, consultantTalk, call),
  };
};
