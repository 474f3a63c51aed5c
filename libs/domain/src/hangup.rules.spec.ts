/** Who ended the call: every cell of the table of docs/domain.md#hangup-side, and where the table does not decide. */
import type { Hangup, HangupRule, HangupSide, JsonObject } from '#domain';
import { campaignCall, inboundCall, outgoingCall, SEED_START } from '../../../test/support/calls.js';
import type { Course } from '../../../test/support/course.js';
import { dialogClose, stateUpdate } from '../../../test/support/deliveries.js';
import { anyOrder, given, sameView } from '../../../test/support/given.js';
import { ewa } from '../../../test/support/people.js';
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
  contact_stayed: 'likely',
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

const LEGS: Readonly<Record<HangupSide, string | null>> = {
  consultant: 'consultant-1',
  contact: 'contact-1',
  system: null,
  unknown: null,
};
const expected = (cell: Cell, evidence: readonly string[]): Hangup | null =>
  cell && {
    side: cell[0],
    dialogUuid: LEGS[cell[0]],
    rule: cell[1],
    certainty: CERTAINTY[cell[1]] as Hangup['certainty'],
    evidence,
  };

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

describe('the evidence of two closes in one second', () => {
  it('is ordered by event id', () => {
    const events = campaignCall({ consultant: closedAt(30, 'HANGUP'), contact: closedAt(30, 'HANGUP') });
    for (const inOrder of [events, [...events].reverse()])
      given(inOrder).then((call) => expect(call.hangup?.evidence).toEqual(closesOf(events).sort()));
    const swapped = campaignCall({ consultant: closedAt(40, 'HANGUP'), contact: closedAt(40, 'HANGUP') });
    given(swapped).then((call) => expect(call.hangup?.evidence).toEqual(closesOf(swapped).sort()));
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
      expect(call.hangup).toEqual({
        ...expected(['contact', 'one_hangup_one_left'], closesOf(closes)),
        certainty: 'likely', // the consultant closed half a minute later
      });
      sameView(call, folded);
    });
  });
});

/** The hangup of the one call that these events make, in any order. */
const hangupOf = (events: readonly JsonObject[]): Hangup | null => {
  let hangup: Hangup | null = null;
  given(anyOrder(events, 1, 6)).then((call, folded) => {
    hangup = call.hangup;
    sameView(call, folded);
  });
  return hangup;
};
/** Id of the event with which this dialog closed. */
const closeOf = (events: readonly JsonObject[], dialog: string): string =>
  eventIdOf(events.find((event) => event.event_name === 'dialog_close' && event.dialog_uuid === dialog)!);

describe('the hangup side where the closes are far apart', () => {
  const talked = (close: NonNullable<Course['close']>): Course => ({ create: 0, answered: 1, talking: 2, close });
  const closes = (consultant: NonNullable<Course['close']>, contact: NonNullable<Course['close']>) =>
    inboundCall({ consultant: talked(consultant), contact: talked(contact) });

  it('is the contact who hung up in a queue to which the consultant had transferred the call', () => {
    const events = [
      ...closes([65, 'HANGUP'], [95, 'HANGUP']),
      // the queue rings at a colleague, and nobody answers
      ...inboundCall({ consultant: { create: 70, close: [96, 'DIALOG_LEFT'] }, consultantUuid: 'consultant-2' }),
    ];
    expect(hangupOf(events)).toEqual({
      side: 'contact',
      dialogUuid: 'contact-1',
      rule: 'contact_stayed',
      certainty: 'likely',
      evidence: [closeOf(events, 'contact-1')],
    });
  });

  it.each([
    ['HANGUP', 'contact', 'contact-1', 'contact_stayed', 'likely'],
    ['DIALOG_LEFT', 'system', null, 'contact_stayed', 'weak'],
    ['BUSY', 'unknown', null, 'unknown_cause', 'none'],
  ])("rests on the contact's close alone, with %s", (cause, side, dialogUuid, rule, certainty) => {
    for (const consultantCause of ['HANGUP', 'DIALOG_LEFT', 'BUSY']) {
      const events = closes([60, consultantCause], [71, cause]);
      const evidence = [closeOf(events, 'contact-1')];
      expect(hangupOf(events)).toEqual({ side, dialogUuid, rule, certainty, evidence });
    }
  });

  it('is as the table says up to ten seconds after the consultant had left', () =>
    expect(hangupOf(closes([60, 'HANGUP'], [70, 'HANGUP']))).toMatchObject({
      side: 'consultant',
      dialogUuid: 'consultant-1',
      rule: 'earlier_hangup',
    }));

  it('is as the table says where the consultant was the one who stayed', () =>
    expect(hangupOf(closes([95, 'HANGUP'], [65, 'HANGUP']))).toMatchObject({
      side: 'contact',
      dialogUuid: 'contact-1',
      rule: 'earlier_hangup',
    }));

  it.each([
    [70, 'certain'],
    [71, 'likely'],
  ])('by one hangup and one who left, closed at 60 and %i, is %s', (left, certainty) =>
    expect(hangupOf(closes([left, 'DIALOG_LEFT'], [60, 'HANGUP']))).toMatchObject({
      side: 'contact',
      rule: 'one_hangup_one_left',
      certainty,
    }),
  );
});

describe('the hangup side where several consultants talked', () => {
  it('does not depend on a colleague who came later and left while the call went on', () => {
    const contact: Course = { create: 0, answered: 1, talking: 8, close: [125, 'HANGUP'] };
    const first: Course = { create: 2, answered: 7, talking: 8, close: [125, 'DIALOG_LEFT'] };
    const colleague: Course = { create: 60, answered: 64, talking: 64, close: [90, 'HANGUP'] };
    const events = [
      ...inboundCall({ contact, consultant: first, consultantUuid: 'consultant-1' }),
      ...inboundCall({ consultant: colleague, consultantUuid: 'consultant-2', agent: ewa }),
    ];
    given(anyOrder(events)).then((call, folded) => {
      expect(call.consultant).toEqual({ id: 1, username: 'pkowalski', name: 'Konsultant Paweł' });
      expect(call.hangup).toMatchObject({
        side: 'contact',
        dialogUuid: 'contact-1',
        rule: 'one_hangup_one_left',
        certainty: 'certain',
      });
      sameView(call, folded);
    });
  });
});

describe('the hangup side between consultants', () => {
  const meetings = [[10, 'm-1']] as const;
  /** Consultants in one meeting; of each the second and the cause of its close, or null where it is open. */
  const internal = (...closes: (Course['close'] | null)[]): JsonObject[] =>
    closes.flatMap((close, place) =>
      outgoingCall({
        consultant: { create: place, answered: 5, talking: 10, meetings, ...(close ? { close } : {}) },
        consultantUuid: `consultant-${place + 1}`,
      }),
    );

  it('is the consultant whose leg says that it hung up', () => {
    const events = internal([30, 'DIALOG_LEFT'], [30, 'HANGUP']);
    expect(hangupOf(events)).toMatchObject({
      side: 'consultant',
      dialogUuid: 'consultant-2',
      rule: 'one_hangup_one_left',
      certainty: 'certain',
    });
    expect(hangupOf(internal([30, 'HANGUP'], [30, 'DIALOG_LEFT']))).toMatchObject({ dialogUuid: 'consultant-1' });
  });

  it('is the earlier of two hangups, and nobody of two in one second', () => {
    expect(hangupOf(internal([30, 'HANGUP'], [31, 'HANGUP']))).toMatchObject({
      side: 'consultant',
      dialogUuid: 'consultant-1',
      rule: 'earlier_hangup',
    });
    expect(hangupOf(internal([30, 'HANGUP'], [30, 'HANGUP']))).toMatchObject({
      side: 'unknown',
      dialogUuid: null,
      rule: 'same_second',
    });
  });

  it('knows nobody who stayed: far apart, it is only less certain', () =>
    expect(hangupOf(internal([30, 'DIALOG_LEFT'], [41, 'HANGUP']))).toMatchObject({
      dialogUuid: 'consultant-2',
      rule: 'one_hangup_one_left',
      certainty: 'likely',
    }));

  it('knows nobody who stayed even where the one who never talked closed last', () => {
    const silent = outgoingCall({
      consultant: { create: 2, meetings: [[10, 'm-1']], close: [60, 'HANGUP'] },
      consultantUuid: 'consultant-2',
    });
    expect(hangupOf([...internal([30, 'HANGUP']), ...silent])).toMatchObject({
      dialogUuid: 'consultant-1',
      rule: 'earlier_hangup',
    });
  });

  it.each([
    ['HANGUP', 'consultant', 'consultant-1', 'single_close'],
    ['DIALOG_LEFT', 'consultant', 'consultant-2', 'single_close'],
    ['BUSY', 'unknown', null, 'unknown_cause'],
  ])('while one is open, with %s: %s, %s', (cause, side, dialogUuid, rule) => {
    const events = internal([30, cause], null);
    const evidence = [closeOf(events, 'consultant-1')];
    expect(hangupOf(events)).toMatchObject({ side, dialogUuid, rule, evidence });
  });

  it('is between the two who were there last of those that talked', () => {
    const events = [
      ...internal([30, 'HANGUP'], [60, 'DIALOG_LEFT'], [60, 'HANGUP']),
      // rang on and was never answered
      ...outgoingCall({
        consultant: { create: 50, meetings: [[51, 'm-1']], close: [90, 'HANGUP'] },
        consultantUuid: 'consultant-4',
      }),
    ];
    expect(hangupOf(events)).toMatchObject({ dialogUuid: 'consultant-3', rule: 'one_hangup_one_left' });
  });

  it('is between one who talked and one who did not, where only one did', () => {
    const events = [
      ...internal([60, 'DIALOG_LEFT']),
      ...outgoingCall({
        consultant: { create: 2, meetings: [[10, 'm-1']], close: [60, 'HANGUP'] },
        consultantUuid: 'consultant-2',
      }),
    ];
    expect(hangupOf(events)).toMatchObject({ dialogUuid: 'consultant-2', rule: 'one_hangup_one_left' });
  });

  it('does not arise where a contact was seen: the other consultant decides nothing', () => {
    const contact: Course = { create: 0, answered: 1, talking: 8, close: [60, 'BUSY'] };
    const events = [
      ...inboundCall({ contact, consultant: { create: 1, answered: 2, talking: 8, close: [60, 'BUSY'] } }),
      ...inboundCall({
        consultant: { create: 1, answered: 2, talking: 8, close: [59, 'HANGUP'] },
        consultantUuid: 'consultant-2',
      }),
    ];
    expect(hangupOf(events)).toMatchObject({ side: 'unknown', rule: 'unknown_cause' });
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
      expect(call.hangup).toMatchObject({ side: 'consultant', dialogUuid: 'consultant-9', rule: 'single_close' }),
    );
  });
});
