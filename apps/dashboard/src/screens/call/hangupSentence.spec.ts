import type { Call } from '../../api/client.js';
import { createFormat } from '../../format/format.js';
import { en } from '../../texts/en/index.js';
import { pl } from '../../texts/pl/index.js';
import { hangupSentence, outcomeSentence, type TimelineItem } from './hangupSentence.js';

type Hangup = NonNullable<Call['hangup']>;
type Role = 'consultant' | 'contact';
/** A leg with its close: whose it is, why and when it closed. */
type Close = readonly [role: Role, cause: string | null, time: string];

const DAY = '2026-11-28T';
const legOf = ([role, closeCause, time]: Close, index: number): Call['legs'][number] => ({
  dialogUuid: `dialog ${index}`,
  role,
  closeCause,
  closedAt: closeCause === null ? null : `${DAY}${time}Z`,
  direction: null,
  state: 'talking',
  createdAt: null,
  ringingAt: null,
  alertingAt: null,
  answeredAt: null,
  talkingAt: null,
  ringSeconds: null,
  waitSeconds: null,
  talkSeconds: null,
  totalSeconds: null,
  holdCount: 0,
  party: { id: index, name: `Anna ${index}`, username: null, number: null },
});
const eventOf = ([, closeCause, time]: Close, index: number): TimelineItem => ({
  id: `event ${index}`,
  name: 'dialog_close',
  eventTime: `${DAY}${time}Z`,
  receivedAt: null,
  dialogUuid: `dialog ${index}`,
  state: null,
  closeCause,
});

const sentence = (
  closes: readonly Close[],
  hangup: Pick<Hangup, 'rule' | 'side' | 'certainty'> & { evidence: readonly number[]; by?: number },
  texts = en,
) => {
  const call = {
    legs: closes.map(legOf),
    hangup: {
      ...hangup,
      dialogUuid: hangup.by === undefined ? null : `dialog ${hangup.by}`,
      evidence: hangup.evidence.map((index) => `event ${index}`),
    },
  } as unknown as Call;
  return hangupSentence(call, closes.map(eventOf), texts, createFormat('en', 'UTC'));
};

describe('who hung up, in a sentence', () => {
  it('says of two hangups which was first, and leads to both', () => {
    const closes: Close[] = [
      ['consultant', 'HANGUP', '13:00:01'],
      ['contact', 'HANGUP', '13:00:00'],
    ];
    const hangup = { rule: 'earlier_hangup', side: 'contact', certainty: 'likely', evidence: [1, 0], by: 1 } as const;
    expect(sentence(closes, hangup)).toEqual({
      text: '*The contact hung up first* (likely): both sides report HANGUP, [the contact at 13:00:00|0], [the consultant 1 s later|1]. The platform counts whole seconds.',
      evidence: ['event 1', 'event 0'],
    });
    expect(sentence(closes, hangup, pl).text).toBe(
      '*Pierwszy zakończył kontakt* (prawdopodobnie): obie strony zgłosiły HANGUP, [kontakt o 13:00:00|0], [konsultant 1 s później|1]. Platforma liczy pełne sekundy.',
    );
  });

  it('puts the one who hung up before the one who was left', () => {
    const closes: Close[] = [
      ['consultant', 'DIALOG_LEFT', '13:00:00'],
      ['contact', 'HANGUP', '13:00:00'],
    ];
    const { text, evidence } = sentence(closes, {
      ...{ rule: 'one_hangup_one_left', side: 'contact', certainty: 'certain', evidence: [0, 1], by: 1 },
    });
    expect(text).toBe(
      '*The contact hung up* (certain): [the contact’s side reports HANGUP|0], [the consultant’s DIALOG_LEFT|1].',
    );
    expect(evidence).toEqual(['event 1', 'event 0']);
  });

  it.each<[string, Close[], Parameters<typeof sentence>[1], string]>([
    [
      'the one close there is',
      [
        ['consultant', 'HANGUP', '13:00:00'],
        ['contact', null, '13:00:00'],
      ],
      { rule: 'single_close', side: 'consultant', certainty: 'provisional', evidence: [0], by: 0 },
      '*The consultant hung up* (provisional): [only the consultant’s close|0] has arrived.',
    ],
    [
      'a side that was left, and the other that must have hung up',
      [
        ['consultant', 'DIALOG_LEFT', '13:00:00'],
        ['contact', null, '13:00:00'],
      ],
      { rule: 'single_close', side: 'contact', certainty: 'provisional', evidence: [0], by: 1 },
      '*The contact hung up* (provisional): [the consultant’s side reports that the other side left|0]; the contact’s own close has not arrived.',
    ],
    [
      'a side that was left by nobody',
      [['consultant', 'DIALOG_LEFT', '13:00:00']],
      { rule: 'single_close', side: 'system', certainty: 'provisional', evidence: [0] },
      '*The system let go* (provisional): [the consultant was left|0], and nobody else was ever connected.',
    ],
    [
      'a contact who stayed',
      [
        ['consultant', 'HANGUP', '13:00:00'],
        ['contact', 'DIALOG_LEFT', '13:01:00'],
      ],
      { rule: 'contact_stayed', side: 'system', certainty: 'weak', evidence: [1] },
      '*The system ended it* (weak evidence): the contact stayed on after the consultant had left at 13:00:00; [at 13:01:00 their side reports that the other side left|0].',
    ],
    [
      'a cause that nobody documents',
      [['contact', 'BUSY', '13:00:00']],
      { rule: 'unknown_cause', side: 'unknown', certainty: 'none', evidence: [0] },
      '*Who hung up is not known*: the platform does not document what [“BUSY”|0] means.',
    ],
    [
      'that both closed in the same second',
      [
        ['consultant', 'HANGUP', '13:00:00'],
        ['contact', 'HANGUP', '13:00:00'],
      ],
      { rule: 'same_second', side: 'unknown', certainty: 'none', evidence: [0, 1] },
      '*Who hung up first cannot be told*: [both|0] [sides|1] report HANGUP in the same second, 13:00:00.',
    ],
    [
      'a hangup before a cause that nobody documents',
      [
        ['consultant', 'BUSY', '13:00:00'],
        ['contact', 'HANGUP', '13:00:00'],
      ],
      { rule: 'hangup_and_unknown', side: 'contact', certainty: 'likely', evidence: [0, 1], by: 1 },
      '*The contact hung up* (likely): [the contact’s side reports HANGUP|0], [the consultant’s “BUSY”|1], whose meaning is not documented.',
    ],
    [
      'who was left before a cause that nobody documents',
      [
        ['consultant', 'BUSY', '13:00:00'],
        ['contact', 'DIALOG_LEFT', '13:00:00'],
      ],
      { rule: 'left_and_unknown', side: 'consultant', certainty: 'weak', evidence: [0, 1], by: 0 },
      '*The consultant ended it* (weak evidence): [the contact’s side reports that the other left|0], [the consultant’s “BUSY”|1].',
    ],
    [
      'that both were left',
      [
        ['consultant', 'DIALOG_LEFT', '13:00:00'],
        ['contact', 'DIALOG_LEFT', '13:00:00'],
      ],
      { rule: 'both_left', side: 'system', certainty: 'weak', evidence: [0, 1] },
      '*The system ended it* (weak evidence): [both|0] [sides|1] report that the other left.',
    ],
    [
      'two consultants by their names',
      [
        ['consultant', 'HANGUP', '13:00:00'],
        ['consultant', 'DIALOG_LEFT', '13:00:00'],
      ],
      { rule: 'one_hangup_one_left', side: 'consultant', certainty: 'certain', evidence: [0, 1], by: 0 },
      '*Anna 0 hung up* (certain): [Anna 0’s side reports HANGUP|0], [Anna 1’s DIALOG_LEFT|1].',
    ],
  ])('says %s', (_, closes, hangup, text) => expect(sentence(closes, hangup).text).toBe(text));

  it('says the side alone while the events are being loaded, and that a call is open', () => {
    const hangup = { side: 'contact', certainty: 'likely', rule: 'earlier_hangup', evidence: ['x'], dialogUuid: null };
    const format = createFormat('en', 'UTC');
    const loading = { legs: [], hangup } as unknown as Call;
    expect(hangupSentence(loading, undefined, en, format).text).toBe('Hung up by: *contact* (likely).');
    expect(hangupSentence({ ...loading, hangup: null }, [], en, format).text).toBe('No deciding side has closed.');
  });
});

describe('what became of a call, in a sentence', () => {
  const durations = { ringSeconds: 10, waitSeconds: null, talkSeconds: 7 };
  const say = (call: object): string =>
    outcomeSentence({ status: 'ended', durations, ...call } as unknown as Call, en, createFormat('en', 'UTC'));

  it('names how long it rang or one waited', () => {
    expect(say({ outcome: 'conversation' })).toBe('Conversation of 0:07 after 0:10 ringing.');
    expect(say({ outcome: 'abandoned', durations: { ...durations, waitSeconds: 65 } })).toBe(
      'Abandoned after 1:05 waiting.',
    );
    expect(say({ outcome: null, status: 'open' })).toBe('This call is still open.');
  });
});
