/** Whole seconds between named end points, null where an end is not known: every row of docs/domain.md#durations. */
import type { CallView, Durations, JsonObject } from '#domain';
import { campaignCall, inboundCall, outgoingCall } from '../../../test/support/calls.js';
import type { Course } from '../../../test/support/course.js';
import { anyOrder, given, sameView } from '../../../test/support/given.js';

const left = (at: number): Course['close'] => [at, 'DIALOG_LEFT'];
const consultant: Course = { create: 0, answered: 2, talking: 21, close: left(60) };
const contact: Course = { create: 5, alerting: 6, answered: 20, talking: 22, close: [50, 'HANGUP'] };

const withoutDirection = (events: readonly JsonObject[]): JsonObject[] =>
  events.map(({ business_direction: _, ...event }) => event);

const measured = (events: readonly JsonObject[], durations: Partial<Durations>, more: Partial<CallView> = {}): void =>
  given(anyOrder(events, 1, 4)).then((call, folded) => {
    expect(call.durations).toMatchObject(durations);
    expect(call).toMatchObject({ quality: [], ...more });
    sameView(call, folded);
  });

describe('the durations of an outbound call', () => {
  it('run between the points they are named after', () =>
    measured(campaignCall({ consultant, contact }), {
      ringSeconds: 15, // contact's create to its answer
      dialSeconds: 20, // consultant's answer to the contact's talking
      waitSeconds: null,
      talkSeconds: 28,
      consultantTalkSeconds: 39,
      holdSeconds: 0,
      callSeconds: 60,
      afterSeconds: 10,
    }));

  it('ring to the close of a contact that never answered', () =>
    measured(
      campaignCall({
        consultant: { create: 0, answered: 2, close: left(31) },
        contact: { create: 5, close: [30, 'BUSY'] },
      }),
      {
        ringSeconds: 25,
        dialSeconds: null,
        talkSeconds: null,
        consultantTalkSeconds: null,
        afterSeconds: 1,
      },
    ));

  it('do not know the ring of a contact that talked without a known answer', () =>
    measured(
      campaignCall({ consultant, contact: { ...contact, answered: undefined } }),
      { ringSeconds: null, talkSeconds: 28, dialSeconds: 20 },
      { quality: ['missing_answer'] },
    ));

  it('are null for an unfinished ring, and for everything that needs a leg never seen', () =>
    measured(campaignCall({ contact: { create: 5 } }), {
      ringSeconds: null,
      dialSeconds: null,
      waitSeconds: null,
      talkSeconds: null,
      consultantTalkSeconds: null,
      holdSeconds: 0,
      callSeconds: null,
      afterSeconds: null,
    }));

  it("have no dialSeconds where the consultant's answer came after the contact's talking, as in predictive dialing", () =>
    measured(
      campaignCall({
        links: 'consultant_names_contact',
        contact: { create: 0, answered: 8, talking: 8, close: [40, 'HANGUP'] },
        consultant: { create: 9, answered: 10, talking: 10, close: left(41) },
      }),
      { ringSeconds: 8, dialSeconds: null, talkSeconds: 32, consultantTalkSeconds: 31, afterSeconds: 1 },
      { id: 'contact-1' },
    ));

  it('have dialSeconds 0 where answer and talking share a second', () =>
    measured(
      campaignCall({
        links: 'consultant_names_contact',
        contact: { create: 0, answered: 8, talking: 10, close: [40, 'HANGUP'] },
        consultant: { create: 9, answered: 10, talking: 10, close: left(41) },
      }),
      { dialSeconds: 0 },
    ));

  it('have afterSeconds 0, and no flag, when the consultant left first', () =>
    measured(campaignCall({ consultant: { ...consultant, close: [45, 'HANGUP'] }, contact }), {
      afterSeconds: 0,
      callSeconds: 50,
    }));

  it('have afterSeconds null while one of the two is open', () => {
    measured(campaignCall({ consultant: { ...consultant, close: undefined }, contact }), {
      afterSeconds: null,
      callSeconds: null,
    });
    measured(campaignCall({ consultant, contact: { ...contact, close: undefined } }), {
      afterSeconds: null,
      talkSeconds: null,
    });
  });

  it("take the consultant leg's talk where the contact leg has none, and say so", () =>
    measured(
      campaignCall({ consultant, contact: { ...contact, talking: undefined } }),
      { talkSeconds: 39, consultantTalkSeconds: 39, dialSeconds: null },
      { talkingAt: '2020-08-26T12:59:57Z', quality: ['talk_from_consultant_leg'] },
    ));

  it("take the consultant leg's talk where no contact leg was seen at all", () =>
    measured(
      campaignCall({ consultant }),
      { talkSeconds: 39, ringSeconds: null },
      { quality: ['talk_from_consultant_leg'] },
    ));

  it('are the same for a call placed from the browser, once a meeting joins its legs', () => {
    const meetings = [[21, 'meeting-1']] as const;
    measured(
      outgoingCall({ consultant: { ...consultant, meetings }, contact: { ...contact, meetings } }),
      {
        ringSeconds: 15,
        dialSeconds: 20,
        talkSeconds: 28,
      },
      { kind: 'outbound', id: 'consultant-1' },
    );
  });
});

describe('the durations of an inbound call', () => {
  const caller: Course = { create: 0, answered: 0, talking: 14, close: [50, 'HANGUP'] };
  const agent: Course = { create: 4, answered: 13, talking: 14, close: left(51) };

  it("ring at the consultant's, and wait from the caller's create to its talking", () =>
    measured(inboundCall({ contact: caller, consultant: agent }), {
      ringSeconds: 9,
      dialSeconds: null,
      waitSeconds: 14,
      talkSeconds: 36,
      consultantTalkSeconds: 37,
      holdSeconds: 0,
      callSeconds: 51,
      afterSeconds: 1,
    }));

  it('have neither ring nor wait when the caller leaves before anybody is called', () =>
    measured(inboundCall({ contact: { create: 0, answered: 0, close: [20, 'HANGUP'] } }), {
      ringSeconds: null,
      waitSeconds: null,
      callSeconds: 20,
    }));

  it('ring to the close of a consultant who did not answer; wait stays unknown', () =>
    measured(inboundCall({ contact: { ...caller, talking: undefined }, consultant: { create: 4, close: left(50) } }), {
      ringSeconds: 46,
      waitSeconds: null,
      talkSeconds: null,
      afterSeconds: 0,
    }));
});

describe('the durations of a call of unknown direction', () => {
  it('have no ring, dial or wait, for these depend on it; talk and the rest stand', () =>
    measured(
      withoutDirection(campaignCall({ consultant, contact })),
      {
        ringSeconds: null,
        dialSeconds: null,
        waitSeconds: null,
        talkSeconds: 28,
        consultantTalkSeconds: 39,
        callSeconds: 60,
        afterSeconds: 10,
      },
      { direction: null },
    ));

  it('are as little known for a direction nobody documented', () =>
    given(
      campaignCall({ consultant, contact }).map((event) =>
        'business_direction' in event ? { ...event, business_direction: 'SIDEWAYS' } : event,
      ),
    ).then((call) =>
      expect(call).toMatchObject({
        direction: 'SIDEWAYS',
        durations: { ringSeconds: null, dialSeconds: null, waitSeconds: null },
      }),
    ));
});

describe('a hold', () => {
  it('is counted and makes holdSeconds unknown: no known event ends it', () =>
    measured(
      campaignCall({ consultant: { ...consultant, holds: [30, 35] }, contact: { ...contact, holds: [40] } }),
      { holdSeconds: null, talkSeconds: 28 },
      { holdCount: 3 },
    ));
});

describe('a span that runs backwards', () => {
  it('is 0, and the call says so', () =>
    measured(
      campaignCall({ consultant, contact: { ...contact, create: 24 } }),
      { ringSeconds: 0 },
      { quality: ['negative_span'] },
    ));

  it('is flagged where it is a leg that runs backwards and no duration of the call uses it', () =>
    measured(
      campaignCall({ consultant: { ...consultant, create: 1, answered: 0 }, contact }),
      { dialSeconds: 22 },
      { quality: ['negative_span'] },
    ));
});

describe('a state reported later than the close of its leg', () => {
  const close = left(30);
  const late: Course = { create: 0, answered: 31, talking: 32, close };

  it('was reached at the close: a talk of no second is a conversation', () =>
    given(anyOrder(campaignCall({ contact: late }))).then((call, folded) => {
      expect(call).toMatchObject({
        outcome: 'conversation',
        talkingAt: '2020-08-26T13:00:06Z',
        endedAt: '2020-08-26T13:00:06Z',
        durations: { ringSeconds: 30, talkSeconds: 0, callSeconds: 30 },
        quality: ['after_close'],
        legs: [{ state: 'talking', answeredAt: '2020-08-26T13:00:06Z', talkingAt: '2020-08-26T13:00:06Z' }],
      });
      expect(call.legs[0]?.closedAt).toBe('2020-08-26T13:00:06Z');
      sameView(call, folded);
    }));

  it('leaves the last event of the call where it was: only a record closed after it settles the call', () =>
    given(campaignCall({ contact: late })).then((call) => expect(call.lastEventAt).toBe('2020-08-26T13:00:08Z')));

  it('makes no difference where it was reported in time as well', () =>
    measured(
      [
        ...campaignCall({ contact: { ...late, answered: 5, talking: 6 } }),
        ...campaignCall({ contact: { talking: 40 } }),
      ],
      { ringSeconds: 5, talkSeconds: 24 },
    ));

  it('in the very second of the close is not reported later', () =>
    measured(campaignCall({ contact: { create: 0, answered: 30, talking: 30, close } }), { talkSeconds: 0 }));

  it('is the state of a create, too', () =>
    measured(
      campaignCall({ contact: { create: 31, close } }),
      {},
      {
        quality: ['negative_span', 'after_close'],
        legs: [expect.objectContaining({ createdAt: '2020-08-26T13:00:07Z', ringingAt: '2020-08-26T13:00:06Z' })],
      },
    ));

  it.each([
    ['the state', { name: 'dialog_state_update', quality: ['bad_time', 'negative_span'] }],
    ['the close', { name: 'dialog_close', quality: ['bad_time', 'negative_span'] }],
  ])("stays as it was reported where %s has no time of the platform's clock", (_, { name, quality }) => {
    const events = campaignCall({ contact: { create: 0, talking: 32, close } }).map((event) =>
      event.event_name === name ? { ...event, event_time: null } : event,
    );
    const receivedAt = (event: JsonObject) =>
      event.event_name === 'dialog_close' ? '2020-08-26T13:00:06.000Z' : '2020-08-26T13:00:08.000Z';
    given(events, { receivedAt }).then((call) =>
      expect(call).toMatchObject({
        talkingAt: '2020-08-26T13:00:08Z',
        quality: expect.arrayContaining(quality) as string[],
      }),
    );
  });
});

describe('the durations of a call of several legs', () => {
  it('are those of the deciding legs: of the consultants who talked, the one who was there last', () =>
    measured(
      [
        ...inboundCall({
          contact: { create: 0, answered: 1, talking: 8, close: [120, 'HANGUP'] },
          consultant: { create: 2, answered: 7, talking: 8, close: [60, 'HANGUP'] },
        }),
        ...inboundCall({
          consultant: { create: 61, answered: 70, talking: 71, close: left(122) },
          consultantUuid: 'consultant-2',
        }),
      ],
      {
        ringSeconds: 9, // of the second consultant
        waitSeconds: 8,
        talkSeconds: 112,
        consultantTalkSeconds: 51,
        afterSeconds: 2,
        callSeconds: 122,
      },
    ));

  it('stay with the consultant who talked when a later one did not answer', () =>
    measured(
      [
        ...inboundCall({
          contact: { create: 0, answered: 1, talking: 8, close: [90, 'HANGUP'] },
          consultant: { create: 2, answered: 7, talking: 8, close: left(91) },
        }),
        ...inboundCall({ consultant: { create: 61, close: left(80) }, consultantUuid: 'consultant-2' }),
      ],
      { ringSeconds: 5, consultantTalkSeconds: 83, afterSeconds: 1 },
    ));

  it('are those of the last leg where none talked', () =>
    measured(
      [
        ...campaignCall({
          consultant: { create: 0, answered: 1, close: left(60) },
          contact: { create: 5, close: [20, 'BUSY'] },
        }),
        ...campaignCall({ contact: { create: 25, close: [58, 'NO_ANSWER'] }, contactUuid: 'contact-2' }),
      ],
      { ringSeconds: 33, afterSeconds: 2, dialSeconds: null },
    ));

  it('dial from the earliest answer of any consultant leg', () =>
    measured(
      [
        ...campaignCall({
          consultant: { create: 0, answered: 1, talking: 21, close: left(40) },
          contact: { create: 5, answered: 20, talking: 21, close: [90, 'HANGUP'] },
        }),
        ...campaignCall({
          consultant: { create: 30, answered: 35, talking: 36, close: left(91) },
          consultantUuid: 'consultant-2',
          links: 'consultant_names_contact',
        }),
      ],
      { dialSeconds: 20, consultantTalkSeconds: 55, talkSeconds: 69 },
    ));

  const contacts = (first: Course, second: Course): JsonObject[] => [
    ...campaignCall({ consultant: { create: 0, answered: 1, close: left(60) }, contact: first, contactUuid: 'c-2' }),
    ...campaignCall({ contact: second, contactUuid: 'c-1' }),
  ];

  it('are those of an open leg before a closed one', () =>
    measured(
      contacts({ create: 5, answered: 12 }, { create: 20, answered: 23, close: [58, 'BUSY'] }),
      { ringSeconds: 7, afterSeconds: null },
      { status: 'open' },
    ));

  it('are those of the leg that closed later, although it was created earlier', () =>
    measured(contacts({ create: 5, close: [58, 'BUSY'] }, { create: 20, close: [30, 'BUSY'] }), {
      ringSeconds: 53,
      afterSeconds: 2,
    }));

  it('are, of two that closed in one second, those of the one that was created later', () =>
    measured(contacts({ create: 5, close: [58, 'BUSY'] }, { create: 20, close: [58, 'BUSY'] }), { ringSeconds: 38 }));

  it('are, of two that closed in one second, those of the one without a create: it counts as the latest', () =>
    measured(
      contacts({ create: 25, close: [58, 'BUSY'] }, { alerting: 6, close: [58, 'NO_ANSWER'] }),
      { ringSeconds: null, afterSeconds: 2 },
      { quality: ['missing_create'] },
    ));

  it('are, of two that were created and closed in one second each, those of the higher uuid', () =>
    measured(
      contacts({ create: 5, answered: 10, close: [58, 'BUSY'] }, { create: 5, answered: 11, close: [58, 'BUSY'] }),
      { ringSeconds: 5 },
    ));
});

describe('a dialog that was created twice', () => {
  it('was created at the earlier time', () =>
    measured([...campaignCall({ consultant, contact }), ...campaignCall({ contact: { create: 7 } })], {
      ringSeconds: 15,
    }));
});

describe('the seconds of a leg', () => {
  it('are ring, wait, talk and total, each between its own points', () =>
    given(campaignCall({ consultant, contact })).then((call) =>
      expect(call.legs).toMatchObject([
        { role: 'consultant', ringSeconds: 2, waitSeconds: 19, talkSeconds: 39, totalSeconds: 60 },
        { role: 'contact', ringSeconds: 15, waitSeconds: 2, talkSeconds: 28, totalSeconds: 45 },
      ]),
    ));

  it('ring to the close where the leg never answered, and are null while it is open', () =>
    given(campaignCall({ consultant: { create: 0, close: left(30) }, contact: { create: 5 } })).then((call) =>
      expect(call.legs).toMatchObject([
        { ringSeconds: 30, waitSeconds: null, talkSeconds: null, totalSeconds: 30 },
        { ringSeconds: null, waitSeconds: null, talkSeconds: null, totalSeconds: null },
      ]),
    ));

  it('take the earliest report of a state that comes twice', () =>
    given(
      anyOrder([...campaignCall({ consultant, contact }), ...campaignCall({ contact: { answered: 19, talking: 30 } })]),
    ).then((call, folded) => {
      expect(call.legs[1]).toMatchObject({
        answeredAt: '2020-08-26T12:59:55Z',
        talkingAt: '2020-08-26T12:59:58Z',
        ringSeconds: 14,
      });
      sameView(call, folded);
    }));
});
