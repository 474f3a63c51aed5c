/** Who ended the call: every cell of the table of domain.md 5, Hangup side. */
import type { Hangup, HangupRule, HangupSide, JsonObject } from '#domain';
import { campaignCall, SEED_START } from '../../../test/support/calls.js';
import type { Course } from '../../../test/support/course.js';
import { dialogClose, stateUpdate } from '../../../test/support/deliveries.js';
import { anyOrder, given, sameView } from '../../../test/support/given.js';
import { eventIdOf } from '../../../test/support/recorded.js';

const CAUSES = { 'no close': null, HANGUP: 'HANGUP', DIALOG_LEFT: 'DIALOG_LEFT', 'another cause': 'BUSY' } as const;
type Cause = keyof typeof CAUSES;
type Cell = readonly [HangupSide, HangupRule] | null;

const noClose: Record<Cause, Cell> = {
  'no close': null,
  HANGUP: ['contact', 'single_close'],
  DIALOG_LEFT: ['consultant', 'single_close'],
  'another cause': ['unknown', 'unknown_cause'],
};
/** Rows: the consultant leg's close; columns: the contact leg's. HANGUP against HANGUP depends on the time, below. */
const TABLE: Record<Cause, Record<Cause, Cell>> = {
  'no close': noClose,
  HANGUP: {
    'no close': ['consultant', 'single_close'],
    HANGUP: ['unknown', 'same_second'],
    DIALOG_LEFT: ['consultant', 'one_hangup_one_left'],
    'another cause': ['consultant', 'hangup_and_unknown'],
  },
  DIALOG_LEFT: {
    'no close': ['contact', 'single_close'],
    HANGUP: ['contact', 'one_hangup_one_left'],
    DIALOG_LEFT: ['system', 'both_left'],
    'another cause': ['contact', 'left_and_unknown'],
  },
  'another cause': {
    'no close': ['unknown', 'unknown_cause'],
    HANGUP: ['contact', 'hangup_and_unknown'],
    DIALOG_LEFT: ['consultant', 'left_and_unknown'],
    'another cause': ['unknown', 'unknown_cause'],
  },
};
const CERTAINTY: Record<HangupRule, string> = {
  one_hangup_one_left: 'certain',
  earlier_hangup: 'likely',
  hangup_and_unknown: 'likely',
  both_left: 'weak',
  left_and_unknown: 'weak',
  single_close: 'provisional',
  same_second: 'none',
  unknown_cause: 'none',
};

const TIMES = [
  { order: 'in one second', consultant: 30, contact: 30 },
  { order: 'contact first', consultant: 31, contact: 30 },
  { order: 'consultant first', consultant: 30, contact: 31 },
] as const;

const cellAt = (consultant: Cause, contact: Cause, order: string): Cell => {
  if (consultant !== 'HANGUP' || contact !== 'HANGUP' || order === 'in one second') return TABLE[consultant][contact];
  return [order === 'contact first' ? 'contact' : 'consultant', 'earlier_hangup'];
};

const causes = Object.keys(CAUSES) as Cause[];
const cells = causes.flatMap((consultant) =>
  causes.flatMap((contact) =>
    TIMES.map((times) => ({
      consultant,
      contact,
      times,
      order: times.order,
      cell: cellAt(consultant, contact, times.order),
    })),
  ),
);

const closedAt = (at: number, cause: Cause): Course => {
  const said = CAUSES[cause];
  return { create: 0, answered: 1, talking: 10, ...(said === null ? {} : { close: [at, said] }) };
};
const closesOf = (events: readonly JsonObject[]): string[] =>
  events.filter((event) => event.event_name === 'dialog_close').map(eventIdOf);

const expected = (cell: Cell, evidence: readonly string[]): Hangup | null =>
  cell && { side: cell[0], rule: cell[1], certainty: CERTAINTY[cell[1]] as Hangup['certainty'], evidence };

describe("the hangup side, by the consultant's and the contact's close", () => {
  it.each(cells)('$consultant / $contact, $order: $cell', ({ consultant, contact, times, cell }) => {
    const events = campaignCall({
      consultant: closedAt(times.consultant, consultant),
      contact: closedAt(times.contact, contact),
    });
    given(anyOrder(events, 1, 4)).then((call, folded) => {
      const { hangup } = call;
      expect(hangup && { ...hangup, evidence: [...hangup.evidence].sort() }).toEqual(
        expected(cell, closesOf(events).sort()),
      );
      sameView(call, folded);
    });
  });

  it('names the earlier close first in its evidence', () => {
    const events = campaignCall({ consultant: closedAt(31, 'HANGUP'), contact: closedAt(30, 'DIALOG_LEFT') });
    given([...events].reverse()).then((call) => expect(call.hangup?.evidence).toEqual(closesOf(events)));
  });
});

describe('the hangup side where the other role was never seen', () => {
  const alone: readonly [who: 'consultant' | 'contact', cause: Cause, cell: Cell][] = [
    ['consultant', 'HANGUP', ['consultant', 'single_close']],
    ['contact', 'HANGUP', ['contact', 'single_close']],
    ['consultant', 'DIALOG_LEFT', ['system', 'single_close']],
    ['contact', 'DIALOG_LEFT', ['system', 'single_close']],
    ['consultant', 'another cause', ['unknown', 'unknown_cause']],
    ['contact', 'another cause', ['unknown', 'unknown_cause']],
  ];
  it.each(alone)('%s alone with %s: %j', (who, cause, cell) => {
    const events = campaignCall({ [who]: closedAt(30, cause) });
    given(events).then((call) => expect(call.hangup).toEqual(expected(cell, closesOf(events))));
  });

  it('is not changed by a leg of unknown role, which counts for neither', () => {
    const events = campaignCall({ contact: closedAt(30, 'DIALOG_LEFT') });
    // the consultant's dialog is seen only in an update: its role is not known
    given([...events, stateUpdate('consultant-1', SEED_START + 5, 'answered')]).then((call) => {
      expect(call.legs.map(({ role }) => role)).toEqual(['contact', 'unknown']);
      expect(call.hangup).toEqual(expected(['system', 'single_close'], closesOf(events)));
    });
  });

  it('is null where only a leg of unknown role has closed', () => {
    const close: JsonObject = {
      event_type: 'user_dialog',
      event_name: 'dialog_close',
      event_time: '2020-08-26 13:00:00',
      dialog_uuid: 'somebody',
      close_cause: 'HANGUP',
    };
    given([close]).then((call) =>
      expect(call).toMatchObject({ status: 'ended', hangup: null, closeCauses: ['HANGUP'] }),
    );
  });
});

describe('the close that counts', () => {
  it('is the earliest one of a dialog that closes twice, with its cause', () => {
    const events = campaignCall({ consultant: closedAt(40, 'DIALOG_LEFT'), contact: closedAt(30, 'HANGUP') });
    const again = { ...events.at(-2)!, event_time: '2020-08-26 13:00:30', close_cause: 'DIALOG_LEFT' };
    given(anyOrder([...events, again])).then((call, folded) => {
      expect(call.hangup).toEqual(expected(['contact', 'one_hangup_one_left'], closesOf(events)));
      expect(call.closeCauses).toEqual(['DIALOG_LEFT', 'HANGUP']);
      sameView(call, folded);
    });
  });

  it('is, of two closes of one dialog in one second, the one with the lower event id', () => {
    const events = campaignCall({ contact: closedAt(30, 'HANGUP') });
    const other = { ...events.at(-1)!, close_cause: 'BUSY' };
    const [first] = [events.at(-1)!, other].sort((a, b) => (eventIdOf(a) < eventIdOf(b) ? -1 : 1));
    given(anyOrder([...events, other])).then((call, folded) => {
      expect(call.closeCauses).toEqual([first!.close_cause]);
      expect(call.hangup?.evidence).toEqual([eventIdOf(first!)]);
      sameView(call, folded);
    });
  });

  it.each([null, '', { code: 16 }, 'hangup'])('with the cause %j is another cause than the known two', (cause) => {
    const events = campaignCall({ consultant: closedAt(31, 'HANGUP'), contact: closedAt(30, 'another cause') }).map(
      (event) => (event.close_cause === 'BUSY' ? { ...event, close_cause: cause } : event),
    );
    given(events).then((call) => expect(call.hangup).toMatchObject({ side: 'consultant', rule: 'hangup_and_unknown' }));
  });

  it('is that of the deciding legs: the last contact that talked, not one called in vain after', () => {
    const shared = { consultantUuid: 'consultant-1' };
    const consultant: Course = { create: 0, answered: 0, talking: 20, close: [90, 'DIALOG_LEFT'] };
    const talked: Course = { create: 5, answered: 20, talking: 20, close: [60, 'HANGUP'] };
    const inVain: Course = { create: 65, close: [85, 'BUSY'] };
    const events = [
      ...campaignCall({ ...shared, consultant, contact: talked }),
      ...campaignCall({ ...shared, contact: inVain, contactUuid: 'contact-2' }),
    ];
    const closes = events.filter((event) => event.close_cause === 'HANGUP' || event.close_cause === 'DIALOG_LEFT');
    given(anyOrder(events)).then((call, folded) => {
      expect(call.hangup).toEqual(expected(['contact', 'one_hangup_one_left'], closesOf(closes)));
      sameView(call, folded);
    });
  });
});

/** `single_close` looks at the roles that were seen, not at what they are called. */
describe('a close made by hand', () => {
  it('without any application info still says its cause', () => {
    const dialog = {
      uuid: 'consultant-9',
      side: 'USER',
      direction: null,
      businessDirection: null,
      application: null,
      consultant: null,
      project: { id: 1, name: 'P' },
      number: '48',
    } as const;
    given([{ ...dialogClose(dialog, SEED_START, 'HANGUP'), tenant_user: { id: 3 } }]).then((call) =>
      expect(call.hangup).toMatchObject({ side: 'consultant', rule: 'single_close' }),
    );
  });
});
