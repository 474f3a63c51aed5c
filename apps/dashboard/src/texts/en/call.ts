/** Who a side is in a sentence: as its subject, and as the owner of something. */
interface Side {
  readonly who: string;
  readonly whose: string;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * One call. In its sentences `*…*` is said with weight, and `[…|n]` leads to the n-th event that the rule rests on
 * (apps/dashboard/src/screens/call/markup.tsx).
 */
export const call = {
  title: (start: string) => `Call of ${start}`,
  unknown: { title: 'No such call', detail: 'It is unknown, or not yours to see.' },
  outcome: {
    conversation: (talk: string, before: string) => `Conversation of ${talk}${before}.`,
    abandoned: (before: string) => `Abandoned${before}.`,
    contact_no_answer: (before: string) => `The contact did not answer${before}.`,
    consultant_no_answer: 'The consultant did not answer; no number was dialled.',
    not_dialed: 'The consultant was there, but no number was dialled.',
    unknown: 'What became of this call is not known.',
    open: 'This call is still open.',
    stale: 'This call is open without an end: nothing has come for a long time.',
  },
  afterRinging: (ring: string) => ` after ${ring} ringing`,
  afterWaiting: (wait: string) => ` after ${wait} waiting`,
  side: {
    consultant: { who: 'the consultant', whose: 'the consultant’s' },
    contact: { who: 'the contact', whose: 'the contact’s' },
    unknown: { who: 'one side', whose: 'one side’s' },
  },
  named: (name: string): Side => ({ who: name, whose: `${name}’s` }),
  /** One sentence a rule (docs/domain.md#hangup-side). */
  hangup: {
    one_hangup_one_left: (a: Side, b: Side, sure: string) =>
      `*${capital(a.who)} hung up* (${sure}): [${a.whose} side reports HANGUP|0], [${b.whose} DIALOG_LEFT|1].`,
    earlier_hangup: (a: Side, b: Side, sure: string, at: string, later: number) =>
      `*${capital(a.who)} hung up first* (${sure}): both sides report HANGUP, [${a.who} at ${at}|0], [${b.who} ${later} s later|1]. The platform counts whole seconds.`,
    same_second: (at: string) =>
      `*Who hung up first cannot be told*: [both|0] [sides|1] report HANGUP in the same second, ${at}.`,
    single_hangup: (a: Side, sure: string) =>
      `*${capital(a.who)} hung up* (${sure}): [only ${a.whose} close|0] has arrived.`,
    single_left: (a: Side, b: Side, sure: string) =>
      `*${capital(a.who)} hung up* (${sure}): [${b.whose} side reports that the other side left|0]; ${a.whose} own close has not arrived.`,
    single_system: (a: Side, sure: string) =>
      `*The system let go* (${sure}): [${a.who} was left|0], and nobody else was ever connected.`,
    hangup_and_unknown: (a: Side, b: Side, sure: string, cause: string) =>
      `*${capital(a.who)} hung up* (${sure}): [${a.whose} side reports HANGUP|0], [${b.whose} “${cause}”|1], whose meaning is not documented.`,
    left_and_unknown: (a: Side, b: Side, sure: string, cause: string) =>
      `*${capital(a.who)} ended it* (${sure}): [${b.whose} side reports that the other left|0], [${a.whose} “${cause}”|1].`,
    both_left: (sure: string) => `*The system ended it* (${sure}): [both|0] [sides|1] report that the other left.`,
    stayed_hangup: (sure: string, left: string, at: string) =>
      `*The contact hung up* (${sure}): they stayed on after the consultant had left at ${left}, and [closed with HANGUP at ${at}|0].`,
    stayed_left: (sure: string, left: string, at: string) =>
      `*The system ended it* (${sure}): the contact stayed on after the consultant had left at ${left}; [at ${at} their side reports that the other side left|0].`,
    unknown_cause: (cause: string) =>
      `*Who hung up is not known*: the platform does not document what [“${cause}”|0] means.`,
    none: 'No deciding side has closed.',
    short: (side: string, sure: string) => `Hung up by: *${side}* (${sure}).`,
  },
  settles: (time: string) => `May still change: settles ${time} if nothing more comes.`,
  settled: 'Settled: no more events are expected.',
  facts: 'What it was',
  fact: {
    start: 'Start',
    end: 'End',
    attempt: 'Attempt',
    closeCauses: 'Close causes',
    id: 'Call',
    record: 'Record',
  },
  toList: 'Back to the list',
  toCalls: 'To the calls',
  previous: 'Previous attempt',
  next: 'Next attempt',
  attemptOf: (number: number, of: number) => `${number} of ${of}`,
  lanes: {
    title: 'Course',
    hint: 'Seconds since the start. Each bar leads to the event it begins with.',
    ringing: 'ringing',
    waiting: 'waiting',
    talking: 'talking',
    hold: 'hold, length not reported',
    close: (cause: string) => `closed: ${cause}`,
    state: (state: string) => `state “${state}”, not documented`,
    noCause: 'no cause',
    stillOpen: 'still open',
    bar: (leg: string, what: string, from: string, to: string, length: string) =>
      `${leg}: ${what} ${length}, from ${from} to ${to}`,
    asTable: 'The same as a table',
    leg: 'Side',
    what: 'What',
    from: 'From',
    to: 'To',
    length: 'Length',
  },
  durations: {
    title: 'Durations',
    precision: 'The platform counts whole seconds: each may be off by ±1 s.',
    unknown: '—, not known',
    ringSeconds: [
      'Ringing',
      'contact’s dialog created → answered, or closed',
      'consultant’s dialog created → answered, or closed',
    ],
    dialSeconds: ['Dialling', 'consultant answered → contact talking'],
    waitSeconds: ['Waiting', 'contact’s dialog created → talking'],
    talkSeconds: ['Talk', 'contact talking → contact’s close, holds included'],
    consultantTalkSeconds: ['Consultant’s talk', 'consultant talking → consultant’s close'],
    callSeconds: ['Whole call', 'start → the last close'],
    afterSeconds: ['Consultant alone', 'contact’s close → consultant’s close'],
    holdSeconds: ['Hold', 'no event reports the end of a hold'],
  },
  holds: (count: number) => (count === 1 ? '1 hold' : `${count} holds`),
  quality: 'Notes on the data',
  events: {
    title: 'Events',
    time: 'Time',
    received: 'Received',
    delay: 'Delay',
    name: 'Event',
    state: 'State',
    cause: 'Cause',
    body: 'As it came',
    imported: 'imported',
  },
};
