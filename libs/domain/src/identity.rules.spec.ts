/** Who, what for and which way (docs/domain.md#identity), and the merging of what several events say of one thing. */
import type { CallView, JsonObject } from '#domain';
import { campaignCall, inboundCall, outgoingCall, SEED_START } from '../../../test/support/calls.js';
import type { Course } from '../../../test/support/course.js';
import { stateUpdate } from '../../../test/support/deliveries.js';
import { anyOrder, given, sameView } from '../../../test/support/given.js';
import { ewa, seedRecord } from '../../../test/support/people.js';

const consultant: Course = { create: 0, answered: 1, talking: 20, close: [61, 'DIALOG_LEFT'] };
const contact: Course = { create: 5, answered: 19, talking: 20, close: [60, 'HANGUP'] };
const campaign = campaignCall({ consultant, contact });
const inbound = inboundCall({ consultant, contact });

type Change = (event: JsonObject) => JsonObject;
/** The events of one dialog changed, only creates or closes if so named. */
const change = (events: readonly JsonObject[], which: { dialog?: string; name?: string }, by: Change): JsonObject[] =>
  events.map((event) =>
    (which.dialog === undefined || event.dialog_uuid === which.dialog) &&
    (which.name === undefined || event.event_name === which.name)
      ? by(event)
      : event,
  );
const without =
  (...keys: string[]): Change =>
  (event) =>
    Object.fromEntries(Object.entries(event).filter(([key]) => !keys.includes(key)));
const withData =
  (data: JsonObject): Change =>
  (event) => {
    const info = event.initial_application_info as JsonObject | undefined;
    if (info === undefined) return event;
    return { ...event, initial_application_info: { ...info, data: { ...(info.data as JsonObject), ...data } } };
  };
const withInfo =
  (more: JsonObject): Change =>
  (event) =>
    event.initial_application_info === undefined
      ? event
      : { ...event, initial_application_info: { ...(event.initial_application_info as JsonObject), ...more } };

const expectCall = (events: readonly JsonObject[], expected: object): void =>
  given(anyOrder(events, 1, 4)).then((call, folded) => {
    expect(call).toMatchObject(expected);
    sameView(call, folded);
  });
const legOf = (call: CallView, uuid: string) => call.legs.find(({ dialogUuid }) => dialogUuid === uuid);

describe('the record of a call', () => {
  it.each(['9b7cm89fe68897zt', 'a/b?c ż', '__proto__', 'r'.repeat(300)])(
    'is shown as the platform names it: %s',
    (id) =>
      expectCall(campaignCall({ consultant, contact, record: { ...seedRecord, id } }), {
        recordId: id,
        kind: 'campaign',
      }),
  );
});

describe('the kind of a call', () => {
  it("is campaign in a record's stream, whatever its direction", () => {
    expectCall(campaign, { kind: 'campaign', direction: 'OUTBOUND', recordId: seedRecord.id });
    expectCall(
      change(campaign, {}, (event) => ({ ...event, business_direction: 'INBOUND' })),
      { kind: 'campaign', direction: 'INBOUND' },
    );
  });

  it('is inbound or outbound by the business direction elsewhere, and other where that says neither', () => {
    expectCall(inbound, {
      kind: 'inbound',
      direction: 'INBOUND',
      recordId: null,
      attempt: null,
      campaign: null,
      dialingMethod: null,
    });
    expectCall(outgoingCall({ consultant }), { kind: 'outbound', direction: 'OUTBOUND', recordId: null });
    expectCall(change(inbound, {}, without('business_direction')), { kind: 'other', direction: null });
    expectCall(
      change(inbound, {}, (event) => ({ ...event, business_direction: 'INTERNAL' })),
      { kind: 'other', direction: 'INTERNAL' },
    );
  });
});

describe('the role of a dialog', () => {
  const alone = campaignCall({ consultant: { create: 0, close: [9, 'HANGUP'] } });
  const role = (events: readonly JsonObject[], expected: string): void =>
    expectCall(events, { legs: [{ role: expected }] });

  it('is decided by its side, before its type', () => {
    role(alone, 'consultant');
    role(
      change(alone, {}, (event) => ({ ...event, dialog_type: 'EXTERNAL' })),
      'consultant',
    );
  });

  it('is decided by its type where the side is none of the known ones, or missing', () => {
    for (const side of ['BOT', '', null, 7]) {
      role(
        change(alone, {}, (event) => ({ ...withInfo({ side })(event), dialog_type: 'EXTERNAL' })),
        'contact',
      );
    }
  });

  it('is decided by whose identity is there, where neither side nor type is known', () => {
    const vague = change(alone, {}, (event) => ({ ...withInfo({ side: 'BOT' })(event), dialog_type: 'VOICEBOT' }));
    role(vague, 'consultant');
    role(
      change(vague, {}, (event) => ({ ...without('tenant_user')(event), anonymous: { display_name: '48' } })),
      'contact',
    );
    role(change(vague, {}, without('tenant_user', 'anonymous')), 'unknown');
  });

  it('is known from a later event where the first ones do not say', () =>
    role([stateUpdate('consultant-1', SEED_START, 'answered'), ...alone.slice(1)], 'consultant'));
});

describe('the consultant', () => {
  it("keeps the display name of the create although the close's tenant_user has none", () =>
    expectCall(campaign, { consultant: { id: 1, username: 'pkowalski', name: 'Konsultant Paweł' } }));

  it('goes by first name and surname where no display name is known', () => {
    const nameless = change(campaign, { dialog: 'consultant-1' }, (event) => ({
      ...event,
      ...(event.tenant_user === undefined
        ? {}
        : { tenant_user: { id: 1, username: 'pk', firstname: 'Paweł', surname: 'K' } }),
    }));
    expectCall(nameless, { consultant: { id: 1, username: 'pk', name: 'Paweł K' } });
  });

  it('is null where nobody is known', () => {
    expectCall(campaignCall({ contact }), { consultant: null });
    expectCall(change(campaign, {}, without('tenant_user')), { consultant: null });
  });

  it('is decided by its id first: nothing of the former one is left under another id', () =>
    expectCall(
      change(campaign, { dialog: 'consultant-1', name: 'dialog_close' }, (event) => ({
        ...event,
        tenant_user: { id: 2, username: 'enowak', firstname: 'Ewa', surname: 'Nowak' },
      })),
      { consultant: { id: 2, username: 'enowak', name: 'Ewa Nowak' } },
    ));

  it('is merged from all that was said under the deciding id, also from before another one came in between', () => {
    const [create, answered, ...rest] = campaignCall({ consultant });
    const between = {
      ...create!,
      event_time: '2020-08-26 12:59:40',
      tenant_user: { id: 2, username: 'enowak', display_name: 'Ewa' },
    };
    expectCall([create!, answered!, between, ...rest], {
      consultant: { id: 1, username: 'pkowalski', name: 'Konsultant Paweł' },
    });
  });

  it('never loses a known value to a null, even a later one', () =>
    expectCall(
      change(campaign, { dialog: 'consultant-1', name: 'dialog_close' }, (event) => ({
        ...event,
        tenant_user: { id: 1, username: null, firstname: null, surname: null, display_name: null },
        project: null,
        direction: null,
        business_direction: null,
      })),
      {
        consultant: { id: 1, username: 'pkowalski', name: 'Konsultant Paweł' },
        project: { id: 1, name: 'Projekt Paweł' },
      },
    ));

  it('is the one of the deciding leg', () =>
    expectCall(
      [
        ...inboundCall({ contact: { ...contact, close: [120, 'HANGUP'] }, consultant }),
        ...inboundCall({
          consultant: { create: 62, answered: 66, talking: 66, close: [121, 'DIALOG_LEFT'] },
          consultantUuid: 'consultant-2',
          agent: ewa,
        }),
      ],
      { consultant: { id: 2, username: 'enowak', name: 'Konsultantka Ewa' } },
    ));
});

describe('the contact', () => {
  it("is, in a campaign, the record's current number and name", () => {
    expectCall(campaign, { contact: { number: '48xxxxxxxxx', name: null } });
    expectCall(change(campaign, {}, withData({ current_contact_name: 'Jan Lis' })), {
      contact: { number: '48xxxxxxxxx', name: 'Jan Lis' },
    });
  });

  it("is the record's number where it has no current one", () =>
    expectCall(change(campaign, {}, withData({ current_contact_number: null })), { contact: { number: 'xxxxxxxxx' } }));

  it("is known from the consultant's snapshot before the contact's dialog exists", () =>
    expectCall(campaignCall({ consultant }), { contact: { number: '48xxxxxxxxx', name: null } }));

  it('is, outside campaigns, who the contact leg says it is, else the address on the far side', () => {
    expectCall(inbound, { contact: { number: '48xxxxxxxxx', name: null } });
    expectCall(
      change(inbound, { dialog: 'contact-1' }, (event) => ({ ...event, self_target: '48111' })),
      { contact: { number: '48111' } },
    );
    expectCall(
      change(inbound, {}, (event) => withData({ caller_contact_address: '48222' })({ ...event, self_target: null })),
      { contact: { number: '48222' } },
    );
    expectCall(outgoingCall({ consultant, number: '48333' }), { contact: { number: '48333', name: null } });
  });

  it('has the display name as its name, unless that is only the number again', () => {
    const called = (name: string) =>
      change(inbound, { dialog: 'contact-1' }, (event) =>
        event.anonymous === undefined
          ? event
          : { ...event, anonymous: { ...(event.anonymous as JsonObject), display_name: name } },
      );
    expectCall(called('Firma Żak'), { contact: { number: '48xxxxxxxxx', name: 'Firma Żak' } });
    expectCall(called('48xxxxxxxxx'), { contact: { number: '48xxxxxxxxx', name: null } });
  });

  it('is null where nothing is known', () =>
    expectCall([stateUpdate('somebody', SEED_START, 'ringing')], {
      contact: null,
      consultant: null,
      project: null,
      campaign: null,
    }));
});

describe('campaign, project and attempt', () => {
  it("are the record's; the project the consultant leg's own object first", () => {
    expectCall(campaign, {
      campaign: { id: seedRecord.campaign.id, name: 'Reczna' },
      project: { id: 1, name: 'Projekt Paweł' },
      dialingMethod: 'PREVIEW',
    });
    expectCall(
      change(campaign, { dialog: 'consultant-1' }, (event) =>
        'project' in event ? { ...event, project: { id: 9, name: 'Inny' } } : event,
      ),
      {
        project: { id: 9, name: 'Inny' },
      },
    );
    expectCall(change(campaign, {}, without('project')), { project: { id: 1, name: 'Projekt Paweł' } });
    expectCall(
      change(campaign, {}, (event) => withData({ project_id: null, project_name: null })(without('project')(event))),
      { project: null },
    );
  });

  it("take what belongs to the whole call from the contact leg's snapshot first, then the consultant's", () => {
    const differing = change(
      campaign,
      { dialog: 'contact-1' },
      withData({ contact_try: 2, consultant_try: 5, user_reservation_try: null, dialing_method: 'X' }),
    );
    expectCall(differing, {
      attempt: { number: 1, contactTry: 2, consultantTry: 5, reservationTry: 1 },
      dialingMethod: 'X',
    });
  });

  it('keep a later value of the same dialog: the close of a dialog overrides its create', () =>
    expectCall(change(campaign, { dialog: 'contact-1', name: 'dialog_close' }, withData({ contact_try: 3 })), {
      attempt: { contactTry: 3 },
    }));
});

describe('the party of a leg', () => {
  it('has its own number: what the dialog says of itself, else what its close says', () => {
    const bare = change(campaign, { name: 'dialog_create' }, without('self_target'));
    given(anyOrder(bare)).then((call) => {
      expect(legOf(call, 'consultant-1')?.party.number).toBe('48xxxxxxxxx5'); // outbound_number
      expect(legOf(call, 'contact-1')?.party.number).toBe('48xxxxxxxxx'); // presentation_number
    });
    given(change(campaign, { name: 'dialog_create' }, (event) => ({ ...event, self_target: '100' }))).then((call) =>
      expect(call.legs.map(({ party }) => party.number)).toEqual(['100', '100']),
    );
  });

  it('is null throughout for a leg of which nothing is known', () =>
    given([stateUpdate('somebody', SEED_START, 'ringing')]).then((call) =>
      expect(call.legs[0]).toMatchObject({
        direction: null,
        party: { id: null, username: null, name: null, number: null },
      }),
    ));
});

describe('the source of a call', () => {
  it('is that of its first event in domain order, whatever came first', () =>
    given(anyOrder(campaign), { source: (event) => (event === campaign[0] ? 'second' : 'main') }).then(
      (call, folded) => {
        expect(call.source).toBe('second');
        sameView(call, folded);
      },
    ));

  it('is, of an event delivered twice, that of the earlier receipt', () => {
    const twice = [...campaign, campaign[0]!];
    const source = (_: JsonObject, place: number) => (place === twice.length - 1 ? 'early' : 'late');
    const receivedAt = (_: JsonObject, place: number) =>
      place === twice.length - 1 ? '2020-08-26T13:00:00.000Z' : '2020-08-26T13:00:09.000Z';
    given(twice, { source, receivedAt }).then((call) => expect(call.source).toBe('early'));
  });

  it('is that of a receipt rather than of an import of the same event', () => {
    const twice = [...campaign, ...campaign];
    const isImport = (place: number): boolean => place < campaign.length;
    given(twice, {
      source: (_, place) => (isImport(place) ? 'history' : 'main'),
      receivedAt: (_, place) => (isImport(place) ? null : '2020-08-26T13:00:09.000Z'),
    }).then((call) => expect(call).toMatchObject({ source: 'main', lastReceivedAt: '2020-08-26T13:00:09.000Z' }));
  });
});

describe('a scalar on which two events of a dialog disagree', () => {
  it('is that of the later event, within one second that of the higher rank', () => {
    const same = campaignCall({ contact: { create: 5, close: [5, 'BUSY'] } });
    expectCall(
      change(same, { name: 'dialog_close' }, (event) => ({ ...event, direction: 'LATER' })),
      { legs: [{ direction: 'LATER' }] },
    );
    expectCall(
      change(same, { name: 'dialog_create' }, (event) => ({ ...event, direction: 'EARLIER' })),
      { legs: [{ direction: 'INBOUND' }] },
    );
  });
});

describe('the states of a leg', () => {
  it('are ranked by what was reached, not by what came last; an unknown one is never shown', () => {
    expectCall(campaignCall({ contact: { create: 0, talking: 5, alerting: 9 } }), { legs: [{ state: 'talking' }] });
    expectCall(campaignCall({ contact: { create: 0, alerting: 3, otherStates: [[7, 'held']] } }), {
      legs: [{ state: 'alerting' }],
    });
    expectCall([stateUpdate('x', SEED_START, 'held')], { legs: [{ state: null, ringingAt: null }] });
  });
});

describe('a close that came after the one that counts', () => {
  it('adds no field: it repeats the one fact', () => {
    const [create, close] = campaignCall({ consultant: { create: 0, close: [9, 'HANGUP'] } });
    const later: JsonObject = {
      ...close!,
      event_time: '2020-08-26 13:00:30',
      direction: 'LATER',
      tenant_user: { id: 2, username: 'somebody' },
    };
    expectCall([create!, close!, later], {
      consultant: { id: 1, username: 'pkowalski' },
      legs: [{ direction: 'INBOUND' }],
    });
  });
});

describe("the contact's number and name", () => {
  const nameless = (events: readonly JsonObject[]): JsonObject[] =>
    change(events, { dialog: 'contact-1' }, (event) => ({ ...event, self_target: null }));
  const called = (events: readonly JsonObject[], anonymous: JsonObject): JsonObject[] =>
    change(events, { dialog: 'contact-1' }, (event) =>
      event.anonymous === undefined ? event : { ...event, anonymous },
    );

  it('are, outbound, the address that was called where the leg does not say', () => {
    const outgoing = change(
      [
        ...outgoingCall({ consultant: { ...consultant, meetings: [[20, 'm']] } }),
        ...outgoingCall({ contact: { ...contact, meetings: [[20, 'm']] } }),
      ],
      {},
      withData({ caller_contact_address: 'the caller', callee_contact_address: 'the called' }),
    );
    expectCall(nameless(outgoing), { contact: { number: 'the called' } });
    expectCall(
      change(nameless(outgoing), {}, (event) => ({ ...event, business_direction: 'INBOUND' })),
      { contact: { number: 'the caller' } },
    );
    given(change(nameless(outgoing), {}, without('business_direction'))).then((call) =>
      expect(call.contact?.number ?? null).toBeNull(),
    );
  });

  it("are not those of the leg in a campaign: the record's number counts, and none is none", () =>
    expectCall(change(campaign, {}, withData({ current_contact_number: null, contact_number: null })), {
      contact: null,
    }));

  it.each([
    ['the number of the call', { display_name: '48xxxxxxxxx' }],
    ['the number of its leg, where the call has another', { display_name: '48777' }],
    ['its own presentation number', { display_name: '48999', presentation_number: '48999' }],
  ])('have no name where the display name is %s', (_, anonymous) =>
    expectCall(
      change(called(campaign, anonymous), { dialog: 'contact-1' }, (event) =>
        'self_target' in event ? { ...event, self_target: '48777' } : event,
      ),
      { contact: { name: null } },
    ),
  );

  it("have no name where the display name is the record's number without its prefix", () =>
    expectCall(called(campaign, { display_name: 'xxxxxxxxx' }), {
      contact: { name: null },
      legs: [{}, { party: { name: null } }],
    }));

  it('are named on the leg as on the call, the current name first', () => {
    expectCall(called(inbound, { display_name: 'Firma' }), {
      contact: { name: 'Firma' },
      legs: [{}, { party: { name: 'Firma' } }],
    });
    expectCall(change(called(campaign, { display_name: 'Firma' }), {}, withData({ current_contact_name: 'Jan' })), {
      contact: { name: 'Jan' },
      legs: [{}, { party: { id: null, username: null, name: 'Jan' } }],
    });
  });
});

describe('a leg of unknown role', () => {
  const vague = change(campaignCall({ consultant: { create: 0, close: [9, 'HANGUP'] } }), {}, (event) => ({
    ...withInfo({ side: 'BOT' })(without('tenant_user')(event)),
    dialog_type: 'VOICEBOT',
  }));

  it('gives the call what no other leg says', () =>
    expectCall(vague, {
      kind: 'campaign',
      direction: 'OUTBOUND',
      campaign: { name: 'Reczna' },
      dialingMethod: 'PREVIEW',
      attempt: { contactTry: 1 },
      contact: { number: '48xxxxxxxxx' },
      project: { id: 1 },
      consultant: null,
      legs: [{ role: 'unknown', party: { name: null, number: '48xxxxxxxxx5' } }],
    }));

  it('gives nothing that the contact or the consultant says', () => {
    const bot = change(vague, { dialog: 'consultant-1' }, (event) => withData({ dialing_method: 'BOT' })(event));
    expectCall([...bot, ...campaignCall({ contact })], { dialingMethod: 'PREVIEW' });
  });
});
