/** Each flag of docs/domain.md#quality-flags, on and off. They describe the data and never stop it. */
import { presentCall, type CallView, type JsonObject, type QualityFlag, type ReadClock } from '#domain';
import { campaignCall, inboundCall, outgoingCall, SEED_START } from '../../../test/support/calls.js';
import type { Course } from '../../../test/support/course.js';
import { dialogHold, recordClosed, stateUpdate } from '../../../test/support/deliveries.js';
import { anyOrder, given, sameView } from '../../../test/support/given.js';
import { seedRecord } from '../../../test/support/people.js';
import { streams, type RecordedOptions } from '../../../test/support/recorded.js';

const consultant: Course = { create: 0, answered: 1, talking: 20, close: [61, 'DIALOG_LEFT'] };
const contact: Course = { create: 5, answered: 19, talking: 20, close: [60, 'HANGUP'] };
const healthy = campaignCall({ consultant, contact });
const replaced = (place: number, more: JsonObject): JsonObject[] =>
  healthy.map((event, at) => (at === place ? { ...event, ...more } : event));

const flags = (events: readonly JsonObject[], expected: readonly QualityFlag[], options: RecordedOptions = {}): void =>
  given(anyOrder(events, 1, 4), options).then((call, folded) => {
    expect(call.quality).toEqual(expected);
    sameView(call, folded);
  });

describe('a healthy call', () => {
  it('has no flag, of whatever kind it is', () => {
    flags(healthy, []);
    flags(inboundCall({ consultant, contact }), []);
    flags(outgoingCall({ consultant: { ...consultant, talking: undefined } }), []);
    flags(campaignCall({ consultant, contact, links: 'consultant_names_contact' }), []);
  });
});

describe('the flag', () => {
  it('missing_create: a leg whose create never came', () =>
    flags(campaignCall({ consultant, contact: { ...contact, create: undefined } }), ['missing_create']));

  it('missing_answer: a leg talked without having answered', () => {
    flags(campaignCall({ consultant: { ...consultant, answered: undefined }, contact }), ['missing_answer']);
    flags(campaignCall({ consultant: { create: 0, answered: 1, close: [30, 'HANGUP'] } }), []);
  });

  it.each(['held', 'TALKING', 'busy'])('unknown_state: %s is kept and flagged', (state) =>
    flags(campaignCall({ consultant: { ...consultant, otherStates: [[25, state]] }, contact }), ['unknown_state']),
  );

  it('unknown_state: a create may have one too', () =>
    flags(
      healthy.map((event) => (event.event_name === 'dialog_create' ? { ...event, state: 'initializing' } : event)),
      ['unknown_state'],
    ));

  it('unknown_state: a create that gives no state is none', () =>
    flags(
      healthy.map((event) => (event.event_name === 'dialog_create' ? { ...event, state: null } : event)),
      [],
    ));

  it('unknown_role: neither side nor type nor identity says who a leg is', () =>
    flags(
      [...campaignCall({ contact }), stateUpdate('consultant-1', SEED_START + 1, 'answered')],
      ['missing_create', 'unknown_role'],
    ));

  it('unknown_event: an event of a dialog that no documentation names', () => {
    flags(
      [...healthy, { ...dialogHold('contact-1', SEED_START + 30), event_name: 'dialog_unhold' }],
      ['unknown_event'],
    );
    flags([...healthy, dialogHold('contact-1', SEED_START + 30)], []);
  });

  it.each([null, 'soon', '2020-02-30 10:00:00', '2020-08-26T12:59:36Z', 1598446776])(
    'bad_time: %j is no time of the platform; its receipt stands in',
    (time) => {
      const events = replaced(1, { event_time: time });
      const receivedAt = '2020-08-26T12:59:40.700Z';
      given(anyOrder(events), { receivedAt }).then((call, folded) => {
        expect(call.quality).toEqual(['bad_time']);
        expect(call.legs[0]?.answeredAt).toBe('2020-08-26T12:59:40Z');
        sameView(call, folded);
      });
    },
  );

  it('bad_time: a time before the year 2000 comes from a clock that was never set; the receipt stands in', () => {
    const alerting = campaignCall({ consultant, contact: { ...contact, alerting: 6 } }).map((event) =>
      event.state === 'alerting' && event.dialog_uuid === 'contact-1'
        ? { ...event, event_time: '1970-01-01 00:00:00' }
        : event,
    );
    given(anyOrder(alerting), { receivedAt: '2020-08-26T12:59:42.300Z' }).then((call, folded) => {
      expect(call.quality).toEqual(['bad_time']);
      expect(call.startedAt).toBe('2020-08-26T12:59:36Z');
      expect(call.legs[1]?.alertingAt).toBe('2020-08-26T12:59:42Z');
      sameView(call, folded);
    });
  });

  it('bad_time: the year 2000 is the first that counts', () => {
    const at = (time: string) => given([{ ...stateUpdate('d', 0, 'ringing'), event_time: time }]);
    at('1999-12-31 23:59:59').then((call) => expect(call.quality).toContain('bad_time'));
    at('2000-01-01 00:00:00').then((call) => {
      expect(call.quality).not.toContain('bad_time');
      expect(call.startedAt).toBe('2000-01-01T00:00:00Z');
    });
  });

  it('bad_time: a time over a day after its receipt or import; up to a day it is a clock ahead', () => {
    const update = [stateUpdate('d', SEED_START, 'ringing')]; // at 12:59:36
    const seen = (options: RecordedOptions, expected: object): void =>
      given(update, options).then((call) => expect(call).toMatchObject(expected));
    const flagged = (flag: QualityFlag) => expect.arrayContaining([flag]) as QualityFlag[];
    seen(
      { receivedAt: '2020-08-25T12:59:36.000Z' },
      { startedAt: '2020-08-26T12:59:36Z', quality: flagged('clock_ahead') },
    );
    seen(
      { receivedAt: '2020-08-25T12:59:35.999Z' },
      { startedAt: '2020-08-25T12:59:35Z', quality: flagged('bad_time') },
    );
    seen(
      { receivedAt: null, importedAt: '2020-08-25T12:59:36.000Z' },
      { startedAt: '2020-08-26T12:59:36Z', quality: ['missing_create', 'unknown_role', 'unlinked'] },
    );
    seen(
      { receivedAt: null, importedAt: '2020-08-25T12:59:35.000Z' },
      { startedAt: '2020-08-25T12:59:35Z', quality: flagged('bad_time') },
    );
  });

  it('bad_time: of an event received twice by the earlier receipt', () =>
    given(
      [...replaced(1, { event_time: '2020-08-28 12:59:36' }), ...replaced(1, { event_time: '2020-08-28 12:59:36' })],
      {
        receivedAt: (_, place) => (place < healthy.length ? '2020-08-28T13:00:00.000Z' : '2020-08-26T12:59:40.000Z'),
      },
    ).then((call) =>
      expect(call).toMatchObject({ quality: ['bad_time'], legs: [{ answeredAt: '2020-08-26T12:59:40Z' }, {}] }),
    ));

  it('bad_time: imported, the time of the import stands in', () =>
    given(replaced(1, { event_time: null }), { receivedAt: null, importedAt: '2025-01-01T00:00:00.000Z' }).then(
      (call) =>
        expect(call).toMatchObject({
          quality: ['bad_time', 'negative_span'],
          legs: [{ answeredAt: '2025-01-01T00:00:00Z' }, {}],
        }),
    ));

  it('bad_time: neither late_delivery nor clock_ahead can be said of such an event', () =>
    flags(replaced(1, { event_time: null }), ['bad_time'], {
      receivedAt: (event) => (event.event_time === null ? '2020-08-26T12:59:37.000Z' : '2020-08-26T13:00:40.000Z'),
    }));

  it('negative_span: the platform clock ran backwards somewhere', () =>
    flags(campaignCall({ consultant: { ...consultant, answered: 21 }, contact }), ['negative_span']));

  it('after_close: a state was reported for no time but after its leg had closed', () => {
    flags(campaignCall({ consultant: { ...consultant, talking: 70 }, contact }), ['after_close']);
    flags(campaignCall({ consultant: { ...consultant, talking: 61 }, contact }), []);
  });

  it('negative_span: not for a consultant who left before the contact', () =>
    flags(campaignCall({ consultant: { ...consultant, close: [50, 'HANGUP'] }, contact }), []));

  it("talk_from_consultant_leg: the contact's talking never came", () => {
    flags(campaignCall({ consultant, contact: { ...contact, talking: undefined } }), ['talk_from_consultant_leg']);
    flags(campaignCall({ consultant: { ...consultant, talking: undefined }, contact }), []);
  });

  it('record_conflict: an event of the stream names another record', () => {
    const info = healthy[0]!.initial_application_info as JsonObject;
    const other = { ...info, data: { ...(info.data as JsonObject), id: 'another-record' } };
    flags(replaced(0, { initial_application_info: other }), ['record_conflict'], {
      stream: streams.record(seedRecord.id),
    });
  });
});

describe('the flag unlinked', () => {
  const updates = [stateUpdate('contact-1', SEED_START, 'alerting')];
  const alone = (events: readonly JsonObject[]): CallView['quality'] => {
    let quality: CallView['quality'] = [];
    given(events, { stream: streams.dialog('contact-1') }).then((call) => (quality = call.quality));
    return quality;
  };
  const stripped = (events: readonly JsonObject[], ...keys: string[]): JsonObject[] =>
    events.map((event) => Object.fromEntries(Object.entries(event).filter(([key]) => !keys.includes(key))));

  it('is on a dialog nobody claims', () => expect(alone(updates)).toContain('unlinked'));

  it("is not on a call in a record's stream", () => flags(campaignCall({ contact }), []));

  it('is not on a dialog whose application is another one than a campaign', () => {
    const outgoing = outgoingCall({ contact });
    expect(alone(outgoing)).not.toContain('unlinked');
    expect(alone(stripped(outgoing, 'business_direction'))).not.toContain('unlinked');
  });

  it('is not on a dialog of inbound business, even if its application is not told', () =>
    expect(alone(stripped(inboundCall({ contact }), 'initial_application_info'))).not.toContain('unlinked'));

  it('is on an outbound dialog whose application is not told', () =>
    expect(alone(stripped(outgoingCall({ contact }), 'initial_application_info'))).toContain('unlinked'));

  it('is on a dialog whose campaign does not say which record', () => {
    const events = campaignCall({ contact }).map((event) =>
      event.initial_application_info === undefined
        ? event
        : { ...event, initial_application_info: { side: 'CONTACT', type: 'VOICE_CAMPAIGN', data: null } },
    );
    expect(alone(events)).toContain('unlinked');
  });
});

describe('the flags of receipt', () => {
  const timeOf = (event: JsonObject): string => event.event_time as string;
  const after = (milliseconds: number): RecordedOptions => ({
    receivedAt: (event) => new Date(Date.parse(`${timeOf(event).replace(' ', 'T')}Z`) + milliseconds).toISOString(),
  });

  it('late_delivery: received over five minutes after the event', () => {
    flags(healthy, [], after(300_000));
    flags(healthy, ['late_delivery'], after(300_001));
  });

  it('clock_ahead: the event lies over a minute after its receipt', () => {
    flags(healthy, [], after(-60_000));
    flags(healthy, ['clock_ahead'], after(-60_001));
  });

  it('late_delivery: not where a re-delivery was late but the first receipt in time', () => {
    const twice = [...healthy, ...healthy];
    const receivedAt = (event: JsonObject, place: number): string =>
      place < healthy.length ? '2024-01-01T00:00:00.000Z' : `${timeOf(event).replace(' ', 'T')}.500Z`;
    given(twice, { receivedAt }).then((call) =>
      expect(call).toMatchObject({ quality: [], lastReceivedAt: '2020-08-26T13:00:37.500Z' }),
    );
  });

  it('neither is on imported history', () => flags(healthy, [], { receivedAt: null }));
});

describe('seen at one moment', () => {
  const clock = (now: string): ReadClock => ({ now: Date.parse(now), graceSeconds: 300, staleSeconds: 14_400 });
  const seen = (events: readonly JsonObject[], now: string, options: RecordedOptions = {}) => {
    let call: CallView | undefined;
    given(events, options).then((only) => (call = only));
    return presentCall({ ...call!, revision: { stream: 'campaignRecord-1', number: 0 } }, clock(now));
  };
  const open = campaignCall({ consultant: { ...consultant, close: undefined }, contact });
  // the last event, at 13:00:37, is received a second later

  it('an open call is stale, and its close missing, once nothing came for the stale time', () => {
    expect(seen(open, '2020-08-26T17:00:36Z')).toMatchObject({ status: 'open', quality: [], settlesAt: null });
    expect(seen(open, '2020-08-26T17:00:37Z')).toMatchObject({
      status: 'stale',
      quality: ['missing_close'],
      final: false,
    });
  });

  it('an ended call is final once the grace time has passed since the last receipt', () => {
    const settlesAt = '2020-08-26T13:05:38.000Z';
    expect(seen(healthy, '2020-08-26T13:05:37Z')).toMatchObject({ status: 'ended', final: false, settlesAt });
    expect(seen(healthy, '2020-08-26T13:05:38Z')).toMatchObject({ status: 'ended', final: true, settlesAt });
  });

  it("an ended call is final at once when its record was closed not before the call's last event", () => {
    const closedAt = (seconds: number) => [...healthy, recordClosed(seedRecord, SEED_START + seconds)];
    expect(seen(closedAt(61), '2020-08-26T13:00:40Z').final).toBe(true);
    expect(seen(closedAt(60), '2020-08-26T13:00:40Z').final).toBe(false);
  });

  it('a call settles with the closing of its record or with the grace time, whichever is earlier', () => {
    const settles = (seconds: number, options: RecordedOptions = {}) =>
      seen([...healthy, recordClosed(seedRecord, SEED_START + seconds)], '2020-08-27T00:00:00Z', options).settlesAt;
    expect(settles(60)).toBe('2020-08-26T13:05:38.000Z'); // closed before the last event: says nothing
    expect(settles(70)).toBe('2020-08-26T13:00:46Z');
    expect(settles(362)).toBe('2020-08-26T13:05:38.000Z'); // the last receipt and the grace time
    expect(settles(361)).toBe('2020-08-26T13:05:37Z');
    expect(settles(9000)).toBe('2020-08-26T13:05:38.000Z');
    expect(settles(9000, { receivedAt: null })).toBe('2020-08-26T13:00:37Z');
  });

  it('imported history: ended is final, and open is stale, at once', () => {
    const imported = { receivedAt: null };
    expect(seen(healthy, '2020-08-26T13:00:38Z', imported)).toMatchObject({ final: true, status: 'ended' });
    expect(seen(open, '2020-08-26T13:00:38Z', imported)).toMatchObject({ status: 'stale', quality: ['missing_close'] });
  });
});
