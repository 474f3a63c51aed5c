import type { Call, Schemas } from '../../api/client.js';
import type { Format } from '../../format/format.js';
import type { Texts } from '../../texts/texts.js';

export type TimelineItem = Schemas['TimelineItem'];
type Leg = Schemas['Leg'];
type Side = Texts['call']['side']['contact'];

/** A close that the rule used, with the leg it closed. */
interface Close {
  readonly event: TimelineItem;
  readonly leg: Leg | undefined;
}

export interface Sentence {
  /** With the marks of markup.tsx. */
  readonly text: string;
  /** Ids of the events that `[…|n]` lead to. */
  readonly evidence: readonly string[];
}

const isHangup = ({ event }: Close): boolean => event.closeCause === 'HANGUP';
const isLeft = ({ event }: Close): boolean => event.closeCause === 'DIALOG_LEFT';

/** The closes of a rule with the one that `isFirst` picks in front. */
const ordered = (closes: readonly Close[], isFirst: (close: Close) => boolean): readonly Close[] => [
  ...closes.filter(isFirst),
  ...closes.filter((close) => !isFirst(close)),
];

/** When the consultant left, whom the contact outstayed: the last close of a consultant before the contact's. */
const leftAt = ({ legs }: Call, before: string): string => {
  const closes = legs.flatMap(({ role, closedAt }) => (role === 'consultant' && closedAt !== null ? [closedAt] : []));
  return (
    closes
      .filter((closedAt) => closedAt < before)
      .sort()
      .at(-1) ?? before
  );
};

/** How sides are spoken of: by their role, or by name where both are consultants. */
const sideWriter = (legs: readonly Leg[], texts: Texts['call']): ((leg: Leg | undefined) => Side) => {
  const isBetweenConsultants = !legs.some(({ role }) => role === 'contact') && legs.length > 1;
  return (leg) => {
    const name = leg?.party.name ?? leg?.party.username;
    return isBetweenConsultants && name != null ? texts.named(name) : texts.side[leg?.role ?? 'unknown'];
  };
};

/**
 * Who hung up and what says so: one sentence for each rule (docs/domain.md#hangup-side).
 *
 * @param timeline the call's events; undefined while they are loaded: then the side and its certainty alone are said
 */
export const hangupSentence = (
  call: Call,
  timeline: readonly TimelineItem[] | undefined,
  texts: Texts,
  format: Format,
): Sentence => {
  const { hangup, legs } = call;
  const words = texts.call.hangup;
  if (hangup === null) return { text: words.none, evidence: [] };
  const sure = texts.values.hangupCertainty[hangup.certainty];
  const short: Sentence = { text: words.short(texts.values.hangupSide[hangup.side], sure), evidence: [] };
  const closes = hangup.evidence.flatMap((id): Close[] => {
    const event = timeline?.find((item) => item.id === id);
    return event === undefined ? [] : [{ event, leg: legs.find(({ dialogUuid }) => dialogUuid === event.dialogUuid) }];
  });
  const [first, second] = closes;
  if (first === undefined || closes.length < hangup.evidence.length) return short;

  const side = sideWriter(legs, texts.call);
  const say = (text: string, of: readonly Close[] = closes): Sentence => ({
    text,
    evidence: of.map(({ event }) => event.id),
  });
  const at = format.time(first.event.eventTime);
  switch (hangup.rule) {
    case 'one_hangup_one_left': {
      const [hung, left] = ordered(closes, isHangup);
      return say(words.one_hangup_one_left(side(hung?.leg), side(left?.leg), sure), ordered(closes, isHangup));
    }
    case 'earlier_hangup': {
      const later = (Date.parse(second?.event.eventTime ?? '') - Date.parse(first.event.eventTime)) / 1000;
      return say(words.earlier_hangup(side(first.leg), side(second?.leg), sure, at, later));
    }
    case 'same_second':
      return say(words.same_second(at));
    case 'single_close':
      if (isHangup(first)) return say(words.single_hangup(side(first.leg), sure));
      if (hangup.side === 'system') return say(words.single_system(side(first.leg), sure));
      return say(
        words.single_left(side(legs.find(({ dialogUuid }) => dialogUuid === hangup.dialogUuid)), side(first.leg), sure),
      );
    case 'hangup_and_unknown': {
      const [hung, other] = ordered(closes, isHangup);
      const cause = other?.event.closeCause ?? texts.call.lanes.noCause;
      return say(words.hangup_and_unknown(side(hung?.leg), side(other?.leg), sure, cause), ordered(closes, isHangup));
    }
    case 'left_and_unknown': {
      const [left, other] = ordered(closes, isLeft);
      const cause = other?.event.closeCause ?? texts.call.lanes.noCause;
      return say(words.left_and_unknown(side(other?.leg), side(left?.leg), sure, cause), ordered(closes, isLeft));
    }
    case 'both_left':
      return say(words.both_left(sure));
    case 'contact_stayed': {
      const left = format.time(leftAt(call, first.event.eventTime));
      return say(isHangup(first) ? words.stayed_hangup(sure, left, at) : words.stayed_left(sure, left, at));
    }
    case 'unknown_cause': {
      const unknown = ordered(closes, (close) => !isHangup(close) && !isLeft(close));
      return say(words.unknown_cause(unknown[0]?.event.closeCause ?? texts.call.lanes.noCause), unknown);
    }
  }
};

/** What became of the call, in front of who ended it: `Conversation of 0:07 after 0:10 ringing.` */
export const outcomeSentence = ({ status, outcome, durations }: Call, { call }: Texts, format: Format): string => {
  if (outcome === null) return status === 'stale' ? call.outcome.stale : call.outcome.open;
  const { waitSeconds, ringSeconds, talkSeconds } = durations;
  const ringing = ringSeconds === null ? '' : call.afterRinging(format.duration(ringSeconds));
  const before = waitSeconds === null ? ringing : call.afterWaiting(format.duration(waitSeconds));
  switch (outcome) {
    case 'conversation':
      return call.outcome.conversation(format.duration(talkSeconds), before);
    case 'abandoned':
    case 'contact_no_answer':
      return call.outcome[outcome](before);
    default:
      return call.outcome[outcome];
  }
};
