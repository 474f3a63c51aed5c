/** The documented flow (docs/domain.md#the-documented-call): its whole answer, and what remains of it when something never comes. */
import type { CallView, JsonObject, Leg } from '#domain';
import { anyOrder, given, sameView } from '../../../test/support/given.js';
import { eventIdOf } from '../../../test/support/recorded.js';
import {
  SEED_CONSULTANT_DIALOG,
  SEED_CONTACT_DIALOG,
  SEED_RECORD_ID,
  voiceCampaignManual,
} from '../../../test/support/seed.js';

const flow = voiceCampaignManual();
const without = (...places: number[]): JsonObject[] => flow.filter((_, place) => !places.includes(place));

const consultantLeg: Leg = {
  dialogUuid: SEED_CONSULTANT_DIALOG,
  role: 'consultant',
  direction: 'INBOUND',
  state: 'talking',
  closeCause: 'HANGUP',
  createdAt: '2020-08-26T12:59:36Z',
  ringingAt: null,
  alertingAt: '2020-08-26T12:59:36Z',
  answeredAt: '2020-08-26T12:59:36Z',
  talkingAt: '2020-08-26T12:59:53Z',
  closedAt: '2020-08-26T13:00:01Z',
  ringSeconds: 0,
  waitSeconds: 17,
  talkSeconds: 8,
  totalSeconds: 25,
  holdCount: 0,
  party: { id: 1, username: 'pkowalski', name: 'Konsultant Paweł', number: '48xxxxxxxxx5' },
};
const contactLeg: Leg = {
  dialogUuid: SEED_CONTACT_DIALOG,
  role: 'contact',
  direction: 'INBOUND',
  state: 'talking',
  closeCause: 'HANGUP',
  createdAt: '2020-08-26T12:59:43Z',
  ringingAt: '2020-08-26T12:59:43Z',
  alertingAt: '2020-08-26T12:59:43Z',
  answeredAt: '2020-08-26T12:59:53Z',
  talkingAt: '2020-08-26T12:59:53Z',
  closedAt: '2020-08-26T13:00:00Z',
  ringSeconds: 10,
  waitSeconds: 0,
  talkSeconds: 7,
  totalSeconds: 17,
  holdCount: 0,
  party: { id: null, username: null, name: null, number: '48xxxxxxxxx' },
};
const closeIds = [eventIdOf(flow[7]!), eventIdOf(flow[8]!)];

const seedCall: CallView = {
  id: SEED_CONSULTANT_DIALOG,
  source: 'main',
  kind: 'campaign',
  direction: 'OUTBOUND',
  recordId: SEED_RECORD_ID,
  attempt: { number: 1, consultantTry: 1, contactTry: 1, reservationTry: 1 },
  campaign: { id: '5f463dbd80f35763375fe367', name: 'Reczna' },
  project: { id: 1, name: 'Projekt Paweł' },
  dialingMethod: 'PREVIEW',
  consultant: { id: 1, username: 'pkowalski', name: 'Konsultant Paweł' },
  contact: { number: '48xxxxxxxxx', name: null },
  status: 'ended',
  outcome: 'conversation',
  startedAt: '2020-08-26T12:59:36Z',
  talkingAt: '2020-08-26T12:59:53Z',
  endedAt: '2020-08-26T13:00:01Z',
  durations: {
    ringSeconds: 10,
    dialSeconds: 17,
    waitSeconds: null,
    talkSeconds: 7,
    consultantTalkSeconds: 8,
    holdSeconds: 0,
    callSeconds: 25,
    afterSeconds: 1,
  },
  holdCount: 0,
  closeCauses: ['HANGUP', 'HANGUP'],
  hangup: {
    side: 'contact',
    dialogUuid: SEED_CONTACT_DIALOG,
    rule: 'earlier_hangup',
    certainty: 'likely',
    evidence: closeIds,
  },
  lastReceivedAt: '2020-08-26T13:00:02.000Z',
  lastEventAt: '2020-08-26T13:00:01Z',
  recordClosedAt: null,
  quality: [],
  legs: [consultantLeg, contactLeg],
};

describe('the documented flow', () => {
  it('is one conversation that the client ended', () =>
    given(flow).then((call, { record }) => {
      expect(call).toEqual(seedCall);
      expect(record).toEqual({
        id: SEED_RECORD_ID,
        campaign: { id: '5f463dbd80f35763375fe367', name: 'Reczna' },
        project: { id: 1, name: 'Projekt Paweł' },
        platformState: null,
        closedAt: null,
      });
    }));

  it('has the one flag late_delivery when it is delivered years later', () =>
    given(flow, { receivedAt: '2024-03-01T09:00:00.000Z' }).then((call) =>
      expect(call).toEqual({ ...seedCall, lastReceivedAt: '2024-03-01T09:00:00.000Z', quality: ['late_delivery'] }),
    ));

  it('is the same in any order and with any repetition', () => given(anyOrder(flow)).then(sameView));

  it('is the same when imported, but for the receipt', () =>
    given(flow, { receivedAt: null }).then((call) => expect(call).toEqual({ ...seedCall, lastReceivedAt: null })));
});

interface Change {
  readonly call?: Partial<CallView>;
  readonly durations?: Partial<CallView['durations']>;
  readonly consultant?: Partial<Leg>;
  readonly contact?: Partial<Leg>;
}

const seedWith = (change: Change): CallView => {
  const legs = [
    { ...consultantLeg, ...change.consultant },
    { ...contactLeg, ...change.contact },
  ];
  return {
    ...seedCall,
    durations: { ...seedCall.durations, ...change.durations },
    closeCauses: legs.map(({ closeCause }) => closeCause),
    legs,
    ...change.call,
  };
};

const closedByNameOnly = { id: 1, username: 'pkowalski', name: 'Paweł kowalski' };

const missing: readonly [place: number, event: string, why: string, change: Change][] = [
  [
    0,
    "the consultant's create",
    'its answer in the same second still starts the call, the close tells who it was',
    {
      call: { consultant: closedByNameOnly, quality: ['missing_create'] },
      consultant: {
        createdAt: null,
        alertingAt: null,
        ringSeconds: null,
        totalSeconds: null,
        party: { ...closedByNameOnly, number: '48xxxxxxxxx5' },
      },
    },
  ],
  [
    1,
    "the consultant's answer",
    'dialSeconds has no start; who talked had answered, so the ring does not run to the close',
    {
      call: { quality: ['missing_answer'] },
      durations: { dialSeconds: null },
      consultant: { answeredAt: null, ringSeconds: null, waitSeconds: null },
    },
  ],
  [
    2,
    "the contact's create",
    'ringSeconds has no start; the close still names the consultant',
    {
      call: { quality: ['missing_create'] },
      durations: { ringSeconds: null },
      contact: { createdAt: null, ringingAt: null, ringSeconds: null, totalSeconds: null },
    },
  ],
  [3, "the contact's alerting", 'no duration uses it', { contact: { alertingAt: null } }],
  [
    4,
    "the contact's answer",
    'it talked without a known answer: ringSeconds is unknown',
    {
      call: { quality: ['missing_answer'] },
      durations: { ringSeconds: null },
      contact: { answeredAt: null, ringSeconds: null, waitSeconds: null },
    },
  ],
  [
    5,
    "the consultant's talking",
    "only the consultant's talk is unknown",
    {
      durations: { consultantTalkSeconds: null },
      consultant: { state: 'answered', talkingAt: null, talkSeconds: null, waitSeconds: null },
    },
  ],
  [
    6,
    "the contact's talking",
    "the talk is the consultant leg's, and says so",
    {
      call: { quality: ['talk_from_consultant_leg'] },
      durations: { dialSeconds: null, talkSeconds: 8 },
      contact: { state: 'answered', talkingAt: null, talkSeconds: null, waitSeconds: null },
    },
  ],
  [
    7,
    "the contact's close",
    'one close is known: provisional, and the call is open',
    {
      call: {
        status: 'open',
        outcome: null,
        endedAt: null,
        hangup: {
          side: 'consultant',
          dialogUuid: SEED_CONSULTANT_DIALOG,
          rule: 'single_close',
          certainty: 'provisional',
          evidence: [closeIds[1]!],
        },
      },
      durations: { talkSeconds: null, afterSeconds: null, callSeconds: null },
      contact: { closeCause: null, closedAt: null, talkSeconds: null, totalSeconds: null },
    },
  ],
  [
    8,
    "the consultant's close",
    "one close is known; the contact's talk is whole",
    {
      call: {
        status: 'open',
        outcome: null,
        endedAt: null,
        lastEventAt: '2020-08-26T13:00:00Z',
        lastReceivedAt: '2020-08-26T13:00:01.000Z',
        hangup: {
          side: 'contact',
          dialogUuid: SEED_CONTACT_DIALOG,
          rule: 'single_close',
          certainty: 'provisional',
          evidence: [closeIds[0]!],
        },
      },
      durations: { consultantTalkSeconds: null, afterSeconds: null, callSeconds: null },
      consultant: { closeCause: null, closedAt: null, talkSeconds: null, totalSeconds: null },
    },
  ],
];

describe.each(missing)('the documented flow without event %i, %s', (place, _event, why, change) => {
  it(`is told as far as it is known: ${why}`, () =>
    given(anyOrder(without(place), place)).then((call, folded) => {
      expect(call).toEqual(seedWith(change));
      sameView(call, folded);
    }));
});

const isNamed = (name: string) => (event: JsonObject) => event.event_name === name;
const isCreate = isNamed('dialog_create');
const isClose = isNamed('dialog_close');

describe('a part of the documented flow', () => {
  it('with nothing but creates is open, all ends unknown', () =>
    given(flow.filter(isCreate)).then((call) =>
      expect(call).toMatchObject({
        id: SEED_CONSULTANT_DIALOG,
        status: 'open',
        outcome: null,
        hangup: null,
        startedAt: '2020-08-26T12:59:36Z',
        talkingAt: null,
        endedAt: null,
        durations: {
          ringSeconds: null,
          dialSeconds: null,
          waitSeconds: null,
          talkSeconds: null,
          consultantTalkSeconds: null,
          holdSeconds: 0,
          callSeconds: null,
          afterSeconds: null,
        },
        quality: [],
        legs: [{ state: 'alerting' }, { state: 'ringing' }],
      }),
    ));

  it('with nothing but closes knows who, which record, that it is over and who hung up', () =>
    given(flow.filter(isClose)).then((call) =>
      expect(call).toMatchObject({
        id: SEED_CONSULTANT_DIALOG,
        recordId: SEED_RECORD_ID,
        status: 'ended',
        outcome: 'contact_no_answer',
        startedAt: '2020-08-26T13:00:00Z',
        endedAt: '2020-08-26T13:00:01Z',
        talkingAt: null,
        contact: { number: '48xxxxxxxxx', name: null },
        consultant: closedByNameOnly,
        project: { id: 1, name: 'Projekt Paweł' },
        campaign: { name: 'Reczna' },
        durations: { ringSeconds: null, dialSeconds: null, talkSeconds: null, callSeconds: 1, afterSeconds: 1 },
        hangup: { side: 'contact', rule: 'earlier_hangup' },
        quality: ['missing_create'],
      }),
    ));

  it('with creates and closes rings to the close: nobody is known to have answered', () =>
    given(flow.filter((event) => isCreate(event) || isClose(event))).then((call) =>
      expect(call).toMatchObject({
        outcome: 'contact_no_answer',
        durations: { ringSeconds: 17, dialSeconds: null, talkSeconds: null, callSeconds: 25, afterSeconds: 1 },
        quality: [],
      }),
    ));

  it.each([SEED_CONSULTANT_DIALOG, SEED_CONTACT_DIALOG])(
    'with nothing but the updates of dialog %s is a call of its own, unlinked, of unknown role',
    (uuid) =>
      given(flow.filter((event) => isNamed('dialog_state_update')(event) && event.dialog_uuid === uuid)).then((call) =>
        expect(call).toMatchObject({
          id: uuid,
          kind: 'other',
          direction: null,
          recordId: null,
          attempt: null,
          status: 'open',
          outcome: null,
          hangup: null,
          campaign: null,
          project: null,
          consultant: null,
          contact: null,
          quality: ['missing_create', 'unknown_role', 'unlinked'],
          legs: [{ role: 'unknown', state: 'talking' }],
        }),
      ),
  );

  it("with the contact's dialog alone has its id: the consultant's was only named", () =>
    given(flow.filter((event) => event.dialog_uuid === SEED_CONTACT_DIALOG)).then((call) =>
      expect(call).toMatchObject({
        id: SEED_CONTACT_DIALOG,
        status: 'ended',
        outcome: 'conversation',
        startedAt: '2020-08-26T12:59:43Z',
        consultant: null,
        durations: {
          ringSeconds: 10,
          dialSeconds: null,
          talkSeconds: 7,
          consultantTalkSeconds: null,
          callSeconds: 17,
          afterSeconds: null,
        },
        hangup: { side: 'contact', rule: 'single_close', certainty: 'provisional' },
        quality: [],
      }),
    ));

  it('folded delivery by delivery says at each step what is known', () => {
    const upTo = (count: number) => flow.slice(0, count);
    given(upTo(1)).then((call) => expect(call).toMatchObject({ status: 'open', legs: [{ state: 'alerting' }] }));
    given(upTo(2)).then((call) => expect(call.legs[0]).toMatchObject({ state: 'answered', ringSeconds: 0 }));
    given(upTo(5)).then((call) =>
      expect(call).toMatchObject({ talkingAt: null, durations: { ringSeconds: 10 }, quality: [] }),
    );
    given(upTo(6)).then((call) =>
      expect(call).toMatchObject({ talkingAt: '2020-08-26T12:59:53Z', quality: ['talk_from_consultant_leg'] }),
    );
    given(upTo(7)).then((call) => expect(call).toMatchObject({ durations: { dialSeconds: 17 }, quality: [] }));
    given(upTo(8)).then((call) => expect(call).toMatchObject({ status: 'open', hangup: { rule: 'single_close' } }));
  });
});
