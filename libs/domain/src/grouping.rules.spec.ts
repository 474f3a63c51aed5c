/** Which dialogs are one call, and by which id it goes: docs/domain.md#grouping. */
import { collect, emptyFacts, toView, type CallView, type JsonObject } from '#domain';
import { campaignCall, inboundCall, outgoingCall, SEED_START } from '../../../test/support/calls.js';
import type { Course } from '../../../test/support/course.js';
import { recordClosed, stateUpdate } from '../../../test/support/deliveries.js';
import { anyOrder, given, sameView } from '../../../test/support/given.js';
import { seedRecord } from '../../../test/support/people.js';
import { linkEvent, recorded, streams } from '../../../test/support/recorded.js';

const left = (at: number): Course['close'] => [at, 'DIALOG_LEFT'];
const consultant: Course = { create: 0, answered: 1, talking: 20, close: left(61) };
const contact: Course = { create: 5, answered: 19, talking: 20, close: [60, 'HANGUP'] };
const uuidsOf = (call: CallView): string[] => call.legs.map(({ dialogUuid }) => dialogUuid);
/** The calls as sets of dialogs. */
const grouped = (events: readonly JsonObject[], ...expected: string[][]): void =>
  given(anyOrder(events, 1, 10)).thenCalls((calls, folded) => {
    expect(calls.map((call) => uuidsOf(call).sort()).sort()).toEqual(expected.map((uuids) => [...uuids].sort()).sort());
    sameView(calls, folded);
  });
const flagged = (calls: readonly CallView[], flag: string): string[] =>
  calls.filter(({ quality }) => (quality as readonly string[]).includes(flag)).map(({ id }) => id);

describe('two dialogs are one call', () => {
  it("when the contact's create names the consultant's dialog", () =>
    grouped(campaignCall({ consultant, contact }), ['consultant-1', 'contact-1']));

  it("when the consultant's create names the contact's dialog, as presumably in predictive dialing", () =>
    grouped(campaignCall({ consultant, contact, links: 'consultant_names_contact' }), ['consultant-1', 'contact-1']));

  it("when the consultant's create repeats the caller's dialog", () =>
    grouped(inboundCall({ consultant, contact }), ['consultant-1', 'contact-1']));

  it('when they entered one meeting', () => {
    const meetings = [[20, 'meeting-1']] as const;
    grouped(outgoingCall({ consultant: { ...consultant, meetings }, contact: { ...contact, meetings } }), [
      'consultant-1',
      'contact-1',
    ]);
  });

  it('when only the close says so, the create having been filtered out', () =>
    grouped(campaignCall({ consultant, contact: { ...contact, create: undefined } }), ['consultant-1', 'contact-1']));
});

describe('two dialogs of one stream are two calls', () => {
  it('when nothing joins them', () =>
    grouped(campaignCall({ consultant, contact, links: 'none' }), ['consultant-1'], ['contact-1']));

  it('when they entered different meetings', () =>
    grouped(
      outgoingCall({
        consultant: { ...consultant, meetings: [[20, 'm-1']] },
        contact: { ...contact, meetings: [[20, 'm-2']] },
      }),
      ['consultant-1'],
      ['contact-1'],
    ));

  it('when both name a third one that was never seen', () =>
    grouped(
      [
        ...inboundCall({ consultant, consultantRepeats: 'nobody' }),
        ...inboundCall({ consultant, consultantUuid: 'consultant-2', consultantRepeats: 'nobody' }),
      ],
      ['consultant-1'],
      ['consultant-2'],
    ));
});

describe('a call of three legs', () => {
  const second: Course = { create: 70, answered: 80, talking: 80, close: [100, 'HANGUP'] };
  const outlasting: Course = { ...consultant, close: left(101) };

  it('is one where the same consultant leg meets a second contact leg', () => {
    const events = [
      ...campaignCall({ consultant: outlasting, contact }),
      ...campaignCall({ contact: second, contactUuid: 'contact-2' }),
    ];
    grouped(events, ['consultant-1', 'contact-1', 'contact-2']);
    given(events).then((call) => {
      expect(uuidsOf(call)).toEqual(['consultant-1', 'contact-1', 'contact-2']);
      expect(call).toMatchObject({ id: 'consultant-1', durations: { talkSeconds: 20 }, quality: [] });
    });
  });

  it('is one where a blind transfer hands the caller to a second consultant', () =>
    grouped(
      [
        ...inboundCall({ contact: { ...contact, close: [100, 'HANGUP'] }, consultant }),
        ...inboundCall({ consultant: { create: 62, answered: 66, close: left(101) }, consultantUuid: 'consultant-2' }),
      ],
      ['consultant-1', 'consultant-2', 'contact-1'],
    ));

  it('is one where a consultative transfer ends in the meeting of the caller and the second consultant', () =>
    grouped(
      [
        ...inboundCall({
          contact: {
            ...contact,
            close: [100, 'HANGUP'],
            meetings: [
              [20, 'm-1'],
              [55, 'm-2'],
            ],
          },
          consultant: { ...consultant, meetings: [[20, 'm-1']] },
        }),
        ...outgoingCall({
          consultant: { create: 40, answered: 44, meetings: [[55, 'm-2']], close: left(101) },
          consultantUuid: 'consultant-2',
        }),
      ],
      ['consultant-1', 'consultant-2', 'contact-1'],
    ));
});

describe('the attempts on a record', () => {
  const later = (minutes: number) => SEED_START + minutes * 60;
  const attempt = (place: number, more: Partial<Parameters<typeof campaignCall>[0]> = {}): JsonObject[] =>
    campaignCall({
      startsAt: later(place * 30),
      consultant,
      contact: { ...contact, talking: undefined },
      consultantUuid: `consultant-${place}`,
      contactUuid: `contact-${place}`,
      tries: { consultant: place, contact: place, reservation: place },
      ...more,
    });

  it('are a call each, numbered by their start', () =>
    given(anyOrder([...attempt(3), ...attempt(1), ...attempt(2)])).thenCalls((calls, folded) => {
      const inOrder = [...calls].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
      expect(inOrder.map(({ id, attempt: number }) => [id, number])).toEqual([
        ['consultant-1', { number: 1, consultantTry: 1, contactTry: 1, reservationTry: 1 }],
        ['consultant-2', { number: 2, consultantTry: 2, contactTry: 2, reservationTry: 2 }],
        ['consultant-3', { number: 3, consultantTry: 3, contactTry: 3, reservationTry: 3 }],
      ]);
      sameView(calls, folded);
    }));

  it('that start in one second are numbered by id', () => {
    const twin = (name: string) => campaignCall({ consultant: { create: 0 }, consultantUuid: name });
    given(anyOrder([...twin('b'), ...twin('a'), ...twin('c')])).thenCalls((calls, folded) => {
      expect(calls.map(({ id, attempt: of }) => [id, of?.number]).sort()).toEqual([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]);
      sameView(calls, folded);
    });
  });

  it("stay apart although a retry still carries the last attempt's dialog, and the retry says so", () =>
    given(anyOrder([...attempt(1), ...attempt(2, { staleContactDialog: 'contact-1' })])).thenCalls((calls, folded) => {
      expect(calls.map(({ id }) => id).sort()).toEqual(['consultant-1', 'consultant-2']);
      expect(flagged(calls, 'stale_link')).toEqual(['consultant-2']);
      sameView(calls, folded);
    }));

  it('are one call where the named dialog was still open when the naming one was created', () =>
    grouped(
      [
        ...campaignCall({ consultant, contact: { ...contact, close: [200, 'HANGUP'] } }),
        ...campaignCall({
          startsAt: SEED_START + 100,
          consultant,
          consultantUuid: 'consultant-2',
          staleContactDialog: 'contact-1',
        }),
      ],
      ['consultant-1', 'consultant-2', 'contact-1'],
    ));

  it('are one call where one closed in the very second in which the other was created: it was not closed before', () =>
    grouped(
      [
        ...campaignCall({ consultant, contact }),
        ...campaignCall({
          startsAt: SEED_START + 60,
          consultant,
          consultantUuid: 'consultant-2',
          staleContactDialog: 'contact-1',
        }),
      ],
      ['consultant-1', 'consultant-2', 'contact-1'],
    ));

  it('have no stale_link where both dialogs end in one call all the same, by a third', () =>
    given(
      anyOrder([
        ...campaignCall({ consultant: { ...consultant, close: left(300) }, contact }),
        ...campaignCall({
          contact: { create: 100, answered: 110, talking: 110, close: [290, 'HANGUP'] },
          contactUuid: 'contact-2',
        }).map((event) =>
          event.event_name === 'dialog_create' || event.event_name === 'dialog_close'
            ? naming(event, 'contact-1')
            : event,
        ),
      ]),
    ).then((call, folded) => {
      expect(call.quality).toEqual([]);
      sameView(call, folded);
    }));

  it("count for nothing as a link when the times are not the platform's own", () => {
    // a time that is a receipt's proves nothing about which came first
    const events = [...attempt(1), ...attempt(2, { staleContactDialog: 'contact-1' })].map((event) =>
      event.dialog_uuid === 'contact-1' && event.event_name === 'dialog_close'
        ? { ...event, event_time: 'unreadable' }
        : event,
    );
    given(events, { receivedAt: '2020-08-26T13:00:00.000Z' }).thenCalls((calls) => {
      expect(calls).toHaveLength(1);
      expect(flagged(calls, 'stale_link')).toEqual([]);
    });
  });

  it("count for nothing as a link when the later create has no time of the platform's own", () => {
    const events = [...attempt(1), ...attempt(2, { staleContactDialog: 'contact-1' })].map((event) =>
      event.dialog_uuid === 'consultant-2' && event.event_name === 'dialog_create'
        ? { ...event, event_time: 'unreadable' }
        : event,
    );
    given(events, { receivedAt: '2020-08-26T18:00:00.000Z' }).thenCalls((calls) => expect(calls).toHaveLength(1));
  });

  it('stay apart where both entered one meeting at different times, a room: that raises nothing', () =>
    given(
      anyOrder([
        ...attempt(1, { contact: { ...contact, meetings: [[20, 'm-1']] } }),
        ...attempt(2, { contact: { ...contact, meetings: [[20, 'm-1']] } }),
      ]),
    ).thenCalls((calls, folded) => {
      expect(calls).toHaveLength(2);
      expect(calls.map(({ quality }) => quality)).toEqual([[], []]);
      sameView(calls, folded);
    }));
});

/** The event with another dialog as `current_contact_dialog_uuid`. */
const naming = (event: JsonObject, uuid: string): JsonObject => {
  const info = event.initial_application_info as JsonObject;
  return {
    ...event,
    initial_application_info: { ...info, data: { ...(info.data as JsonObject), current_contact_dialog_uuid: uuid } },
  };
};

describe('the id of a call', () => {
  const idOf = (events: readonly JsonObject[], id: string): void =>
    given(anyOrder(events, 1, 6)).then((call, folded) => {
      expect(call.id).toBe(id);
      sameView(call, folded);
    });

  it("is the consultant's dialog where the contact names it, the contact's where the consultant does", () => {
    idOf(campaignCall({ consultant, contact }), 'consultant-1');
    idOf(campaignCall({ consultant, contact, links: 'consultant_names_contact' }), 'contact-1');
  });

  it("is the caller's dialog of an inbound call: naming itself does not count", () =>
    idOf(inboundCall({ consultant, contact }), 'contact-1'));

  it('is the earliest create where several name nobody', () => {
    const meetings = [[20, 'm-1']] as const;
    idOf(
      outgoingCall({
        consultant: { ...consultant, create: 3, meetings },
        contact: { ...contact, create: 2, meetings },
      }),
      'contact-1',
    );
  });

  it('is the lowest uuid where they were created in one second, or where no create came', () => {
    const meetings = [[20, 'm-1']] as const;
    const twins = outgoingCall({
      consultant: { ...consultant, create: 2, meetings },
      contact: { ...contact, create: 2, meetings },
      consultantUuid: 'b',
      contactUuid: 'a',
    });
    idOf(twins, 'a');
    idOf(
      twins.filter((event) => event.event_name !== 'dialog_create'),
      'a',
    );
  });

  it('is that of a dialog with a create rather than of one without', () => {
    const meetings = [[20, 'm-1']] as const;
    const events = outgoingCall({
      consultant: { ...consultant, meetings },
      contact: { ...contact, create: undefined, meetings },
      consultantUuid: 'z',
      contactUuid: 'a',
    });
    idOf(events, 'z');
  });

  it('is the earliest create where each names the other and no root is left', () => {
    const events = campaignCall({ consultant, contact }).map((event) =>
      event.dialog_uuid === 'consultant-1' && 'initial_application_info' in event ? naming(event, 'contact-1') : event,
    );
    idOf(events, 'consultant-1');
  });

  it('is not that of a dialog that was only named', () =>
    given(campaignCall({ contact })).then((call) => {
      expect(call.id).toBe('contact-1');
      expect(uuidsOf(call)).toEqual(['contact-1']);
    }));

  it('does not count as naming what only names a dialog never seen', () =>
    idOf(
      [
        ...inboundCall({ contact }),
        ...inboundCall({ consultant: { ...consultant, meetings: [[20, 'm-1']] }, consultantRepeats: 'nobody' }),
        ...inboundCall({ contact: { meetings: [[20, 'm-1']] } }),
      ],
      'consultant-1',
    ));
});

describe('what the linker wrote down', () => {
  const record = streams.record(seedRecord.id);
  const view = (stream: string, events: readonly JsonObject[], ...links: ReturnType<typeof linkEvent>[]) =>
    toView(collect(emptyFacts(stream), [...recorded(events, { stream }), ...links]));

  it("makes a linked dialog's stream fold to nothing", () => {
    const stream = streams.dialog('contact-1');
    const updates = [stateUpdate('contact-1', SEED_START, 'alerting')];
    expect(view(stream, updates).calls).toHaveLength(1);
    const link = linkEvent('DialogLinked', { stream, dialog: 'contact-1', to: record });
    expect(view(stream, updates, link)).toEqual({ calls: [], record: null });
  });

  it('leaves a dialog that belongs elsewhere out, and the call that names it says record_conflict', () => {
    const events = campaignCall({ consultant, contact });
    const link = linkEvent('DialogBelongsElsewhere', {
      stream: record,
      dialog: 'consultant-1',
      to: 'campaignRecord-other',
      tiedTo: 'contact-1',
    });
    const { calls } = view(record, events, link);
    expect(calls.map(uuidsOf)).toEqual([['contact-1']]);
    expect(calls[0]?.quality).toContain('record_conflict');
  });

  it('flags only the call that names the dialog, not its siblings in the record', () => {
    const other = campaignCall({
      startsAt: SEED_START + 3600,
      consultant,
      contact,
      consultantUuid: 'c-2',
      contactUuid: 'k-2',
    });
    const link = linkEvent('DialogBelongsElsewhere', {
      stream: record,
      dialog: 'consultant-1',
      to: 'campaignRecord-other',
      tiedTo: 'contact-1',
    });
    const { calls } = view(record, [...campaignCall({ consultant, contact }), ...other], link);
    expect(flagged(calls, 'record_conflict')).toEqual(['contact-1']);
  });

  it('keeps the numbers of the attempts without the dialog that is elsewhere', () => {
    const link = linkEvent('DialogBelongsElsewhere', {
      stream: record,
      dialog: 'contact-1',
      to: 'campaignRecord-other',
    });
    const { calls } = view(record, campaignCall({ consultant, contact }), link);
    expect(calls.map(({ id, attempt }) => [id, attempt?.number])).toEqual([['consultant-1', 1]]);
  });

  it('flags a call whose meeting also holds a dialog of another record', () => {
    const meetings = [[20, 'm-1']] as const;
    const link = linkEvent('DialogBelongsElsewhere', {
      stream: record,
      dialog: 'stranger',
      to: 'campaignRecord-other',
      tiedTo: 'consultant-1',
    });
    const { calls } = view(record, campaignCall({ consultant: { ...consultant, meetings }, contact }), link);
    expect(flagged(calls, 'record_conflict')).toEqual(['consultant-1']);
  });

  it('makes no difference by the place at which it stands in the stream', () => {
    const events = recorded(campaignCall({ consultant, contact }), { stream: record });
    const link = linkEvent('DialogBelongsElsewhere', {
      stream: record,
      dialog: 'consultant-1',
      to: 'campaignRecord-other',
    });
    const views = events.map((_, place) =>
      toView(collect(emptyFacts(record), [...events.slice(0, place), link, link, ...events.slice(place)])),
    );
    for (const each of views) expect(each).toEqual(views[0]);
  });
});

describe('an event of the record itself', () => {
  it('makes no call, but a record, with the state of the last one and the latest closing', () =>
    given(anyOrder([recordClosed(seedRecord, SEED_START + 60), recordClosed(seedRecord, SEED_START + 90)])).thenCalls(
      (calls, folded) => {
        expect(calls).toEqual([]);
        expect(folded.record).toEqual({
          id: seedRecord.id,
          campaign: { id: seedRecord.campaign.id, name: 'Reczna' },
          project: { id: 1, name: 'Projekt Paweł' },
          platformState: 'CLOSED',
          closedAt: '2020-08-26T13:01:06Z',
        });
        sameView(calls, folded);
      },
    ));

  it('tells every call of the record when it was closed', () =>
    given([...campaignCall({ consultant, contact }), recordClosed(seedRecord, SEED_START + 90)]).then((call) =>
      expect(call).toMatchObject({ recordClosedAt: '2020-08-26T13:01:06Z', lastEventAt: '2020-08-26T13:00:37Z' }),
    ));
});

describe('an event of the record that names a dialog', () => {
  it('is no event of that dialog, and makes no call', () =>
    given([{ ...recordClosed(seedRecord, SEED_START + 90), dialog_uuid: 'contact-1' }]).thenCalls((calls, folded) => {
      expect(calls).toEqual([]);
      expect(folded.record?.closedAt).toBe('2020-08-26T13:01:06Z');
    }));
});

describe('events of the record that name another record', () => {
  const another = { ...seedRecord, id: 'another', campaign: { id: 'other-campaign', name: 'Inna' } };
  const stream = streams.record(seedRecord.id);

  it('do not close this record, and say nothing of it', () =>
    given(anyOrder([...campaignCall({ consultant, contact }), recordClosed(another, SEED_START + 90)]), {
      stream,
    }).then((call, folded) => {
      expect(call.recordClosedAt).toBeNull();
      expect(folded.record).toMatchObject({ campaign: { name: 'Reczna' }, platformState: null, closedAt: null });
      sameView(call, folded);
    }));

  it('neither do events of its dialogs that name another record, which is a conflict', () =>
    given(
      anyOrder([
        ...campaignCall({ consultant, contact: { ...contact, close: undefined } }),
        ...campaignCall({ contact: { close: [60, 'HANGUP'] }, record: another }),
      ]),
      { stream },
    ).then((call, folded) => {
      expect(call.quality).toContain('record_conflict');
      expect(folded.record).toMatchObject({ campaign: { name: 'Reczna' } });
      sameView(call, folded);
    }));
});

describe('dialogs in one meeting', () => {
  const inMeeting = (uuid: string, course: Course): JsonObject[] =>
    outgoingCall({ consultant: { ...course, meetings: [[20, 'm-1']] }, consultantUuid: uuid });
  const unreadable = (events: readonly JsonObject[], name: string): JsonObject[] =>
    events.map((event) => (event.event_name === name ? { ...event, event_time: 'unreadable' } : event));
  const closed: Course['close'] = [30, 'HANGUP'];

  it('are two calls where one had closed before the other was created', () =>
    grouped([...inMeeting('a', { create: 0, close: closed }), ...inMeeting('b', { create: 31 })], ['a'], ['b']));

  it('are one call where one was created in the second in which the other closed', () =>
    grouped([...inMeeting('a', { create: 0, close: closed }), ...inMeeting('b', { create: 30 })], ['a', 'b']));

  it('are one call where the later create, or the earlier close, has no time of its own', () => {
    grouped(
      [...inMeeting('a', { create: 0, close: closed }), ...unreadable(inMeeting('b', { create: 31 }), 'dialog_create')],
      ['a', 'b'],
    );
    grouped(
      [...unreadable(inMeeting('a', { create: 0, close: closed }), 'dialog_close'), ...inMeeting('b', { create: 31 })],
      ['a', 'b'],
    );
  });

  it('are one call through a third who was there with both', () =>
    grouped(
      [
        ...inMeeting('a', { create: 0, close: closed }),
        ...inMeeting('b', { create: 40, close: [50, 'HANGUP'] }),
        ...inMeeting('c', { create: 10, close: [60, 'HANGUP'] }),
      ],
      ['a', 'b', 'c'],
    ));

  it('are one call with the one who was there longest, not only with the one before', () =>
    grouped(
      [
        ...inMeeting('a', { create: 0, close: [90, 'HANGUP'] }),
        ...inMeeting('b', { create: 10, close: [20, 'HANGUP'] }),
        ...inMeeting('c', { create: 50, close: [60, 'HANGUP'] }),
      ],
      ['a', 'b', 'c'],
    ));

  it('count one whose clock ran backwards with those who were neither over nor not yet there', () => {
    // b closed at 25 and was created at 35: for a (0 to 30) it came too late, for c (26 to 90) it had closed too early
    const backwards = inMeeting('b', { create: 35, close: [25, 'HANGUP'] });
    grouped([...inMeeting('a', { create: 0, close: closed }), ...backwards], ['a'], ['b']);
    grouped([...backwards, ...inMeeting('c', { create: 26, close: [90, 'HANGUP'] })], ['b'], ['c']);
    grouped([...backwards, ...inMeeting('d', { create: 20, close: [90, 'HANGUP'] })], ['b', 'd']);
  });
});
