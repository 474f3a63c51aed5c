/** How a call came out: every row of docs/domain.md#outcome, for each direction. First match wins. */
import type { JsonObject, Outcome } from '#domain';
import { campaignCall, inboundCall, SEED_START, type InboundCallPlan } from '../../../test/support/calls.js';
import type { Course } from '../../../test/support/course.js';
import { stateUpdate } from '../../../test/support/deliveries.js';
import { anyOrder, given, sameView } from '../../../test/support/given.js';

type Direction = 'OUTBOUND' | 'INBOUND' | 'unknown';
const DIRECTIONS: readonly Direction[] = ['OUTBOUND', 'INBOUND', 'unknown'];

const eventsOf = (direction: Direction, plan: Pick<InboundCallPlan, 'consultant' | 'contact'>): JsonObject[] => {
  if (direction === 'INBOUND') return inboundCall(plan);
  const events = campaignCall(plan);
  return direction === 'OUTBOUND' ? events : events.map((event) => withoutDirection(event));
};
const withoutDirection = ({ business_direction: _, ...event }: JsonObject): JsonObject => event;

const left = (at: number): Course['close'] => [at, 'DIALOG_LEFT'];
const reached = {
  nothing: { create: 0, close: left(30) },
  alerting: { create: 0, alerting: 2, close: left(30) },
  answered: { create: 0, answered: 5, close: left(30) },
  talking: { create: 0, answered: 5, talking: 6, close: left(30) },
  talkingOnly: { create: 0, talking: 6, close: left(30) },
} satisfies Record<string, Course>;
type Reached = keyof typeof reached | 'none';

const courseOf = (who: 'consultant' | 'contact', how: Reached) => (how === 'none' ? {} : { [who]: reached[how] });

const notTalked: readonly Reached[] = ['nothing', 'alerting'];
const rows: { consultant: Reached; contact: Reached; outcome: Record<Direction, Outcome> }[] = [
  // 2. a contact or consultant leg talked
  ...(['none', 'nothing', 'answered', 'talking'] as const).flatMap((consultant) =>
    (['talking', 'talkingOnly'] as const).map((contact) => ({ consultant, contact, outcome: all('conversation') })),
  ),
  ...(['none', 'nothing', 'answered'] as const).map((contact) => ({
    consultant: 'talking' as const,
    contact,
    outcome: all('conversation'),
  })),
  // 3. inbound and a contact leg was seen, or the contact leg was answered
  ...(['none', 'nothing', 'answered'] as const).map((consultant) => ({
    consultant,
    contact: 'answered' as const,
    outcome: all('abandoned'),
  })),
  // 4. a contact leg was seen
  ...(['none', 'nothing', 'answered'] as const).flatMap((consultant) =>
    notTalked.map((contact) => ({
      consultant,
      contact,
      outcome: { ...all('contact_no_answer'), INBOUND: 'abandoned' as const },
    })),
  ),
  // 5. a consultant leg was seen and not answered
  ...notTalked.map((consultant) => ({ consultant, contact: 'none' as const, outcome: all('consultant_no_answer') })),
  // 6. outbound, and a consultant leg was seen; 7. unknown
  { consultant: 'answered', contact: 'none', outcome: { ...all('unknown'), OUTBOUND: 'not_dialed' } },
];
function all(outcome: Outcome): Record<Direction, Outcome> {
  return { OUTBOUND: outcome, INBOUND: outcome, unknown: outcome };
}

const cases = DIRECTIONS.flatMap((direction) =>
  rows.map(({ consultant, contact, outcome }) => ({ direction, consultant, contact, outcome: outcome[direction] })),
);

describe('the outcome, by what was reached', () => {
  it.each(cases)('$direction, consultant $consultant, contact $contact: $outcome', ({ outcome, ...of }) => {
    const events = eventsOf(of.direction, {
      ...courseOf('consultant', of.consultant),
      ...courseOf('contact', of.contact),
    });
    given(anyOrder(events, 1, 3)).then((call, folded) => {
      expect(call).toMatchObject({ status: 'ended', outcome });
      sameView(call, folded);
    });
  });

  it('is null while any leg is open, whatever was reached', () =>
    given(campaignCall({ consultant: { create: 0, answered: 0, talking: 9 }, contact: reached.talking })).then((call) =>
      expect(call).toMatchObject({ status: 'open', outcome: null, endedAt: null }),
    ));

  it('is unknown for a call of nobody but a leg of unknown role, even if that talked', () => {
    const close: JsonObject = {
      event_type: 'user_dialog',
      event_name: 'dialog_close',
      event_time: '2020-08-26 13:00:00',
      dialog_uuid: 'somebody',
      close_cause: 'HANGUP',
    };
    given([stateUpdate('somebody', SEED_START, 'talking'), close]).then((call) => {
      expect(call).toMatchObject({ status: 'ended', outcome: 'unknown' });
      expect(call.talkingAt).toBeNull();
    });
  });

  it('does not come from seconds: a talk of none is a conversation', () =>
    given(
      campaignCall({
        consultant: { create: 0, answered: 0, talking: 9, close: left(9) },
        contact: { create: 2, answered: 9, talking: 9, close: [9, 'HANGUP'] },
      }),
    ).then((call) => expect(call).toMatchObject({ outcome: 'conversation', durations: { talkSeconds: 0 } })));

  it('is a conversation when the first of two contacts talked and the second did not answer', () =>
    given([
      ...campaignCall({
        consultant: { create: 0, answered: 0, talking: 6, close: left(60) },
        contact: { create: 1, answered: 6, talking: 6, close: [20, 'HANGUP'] },
      }),
      ...campaignCall({ contact: { create: 25, close: [50, 'BUSY'] }, contactUuid: 'contact-2' }),
    ]).then((call) => expect(call.outcome).toBe('conversation')));
});
