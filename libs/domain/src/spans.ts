import type { Durations, Leg } from './call.js';
import type { DecidingLegs } from './decidingLegs.js';
import { hasTalked, timeOf, type Dialog } from './dialog.js';

/** Seconds between two points, with the news whether the platform's clock ran backwards between them. */
interface Span {
  readonly seconds: number | null;
  readonly negative: boolean;
}
const UNKNOWN: Span = { seconds: null, negative: false };

/** Null where an end is not known, never 0 instead of unknown; a negative span is 0 and flagged (domain.md 5, Durations). */
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

type Spans<Key extends string> = Readonly<Record<Key, Span>>;
const secondsOf = <Key extends string>(spans: Spans<Key>): Record<Key, number | null> =>
  Object.fromEntries(Object.entries<Span>(spans).map(([key, value]) => [key, value.seconds])) as Record<
    Key,
    number | null
  >;
const anyNegative = (spans: Spans<string>): boolean => Object.values(spans).some((value) => value.negative);

type LegSpans = Pick<Leg, 'ringSeconds' | 'waitSeconds' | 'talkSeconds' | 'totalSeconds'>;

export const measureLeg = (dialog: Dialog): { seconds: LegSpans; negative: boolean } => {
  const spans = {
    ringSeconds: ringSpan(dialog),
    waitSeconds: span(timeOf(dialog, 'answered'), timeOf(dialog, 'talking')),
    talkSeconds: talkSpan(dialog),
    totalSeconds: span(dialog.created?.time, dialog.close?.time),
  };
  return { seconds: secondsOf(spans), negative: anyNegative(spans) };
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
const afterSpan = ({ consultant, contact }: DecidingLegs): Span => {
  const after = span(contact?.close?.time, consultant?.close?.time);
  return { ...after, negative: false };
};

export interface CallEnds {
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** Every duration of a call, each between the end points that domain.md 5 names for its direction. */
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
  const spans = {
    ringSeconds: ringing ? ringSpan(ringing) : UNKNOWN,
    dialSeconds: outbound ? dialSpan(dialogs, contact) : UNKNOWN,
    waitSeconds: inbound && contact ? span(contact.created?.time, timeOf(contact, 'talking')) : UNKNOWN,
    talkSeconds: talking ? talkSpan(talking) : UNKNOWN,
    consultantTalkSeconds: consultant ? talkSpan(consultant) : UNKNOWN,
    holdSeconds: held ? UNKNOWN : { seconds: 0, negative: false }, // no known event ends a hold
    callSeconds: span(ends.startedAt, ends.endedAt),
    afterSeconds: afterSpan(deciding),
  };
  return { seconds: secondsOf(spans), negative: anyNegative(spans) };
};
