/** Any permutation and any repetition of the same stored events gives the same view (docs/domain.md#facts-and-view), over calls of every kind. */
import fc from 'fast-check';
import {
  collect,
  emptyFacts,
  evolve,
  newKeptView,
  presentCall,
  RULES,
  toView,
  type CallView,
  type JsonObject,
  type LoggedEvent,
  type ReadClock,
  type StoredCall,
} from '#domain';
import { anyBatches, anyCall, anyDelivery, describeRun, propertyRun } from '../../../test/support/arbitraries.js';
import { campaignCall, inboundCall, outgoingCall } from '../../../test/support/calls.js';
import { someCalls, STORY_KINDS, type GeneratedCall } from '../../../test/support/generateCalls.js';
import { brokenInvariants } from '../../../test/support/invariants.js';
import { eventIdOf, linkEvent, recorded, streamOf } from '../../../test/support/recorded.js';
import { voiceCampaignManual } from '../../../test/support/seed.js';

/** What a log may hold of the deliveries: each received in time, again and later through another source, and imported once more. */
const stored = (events: readonly JsonObject[]): LoggedEvent[] => {
  const stream = streamOf(events);
  const again = Date.UTC(2024, 2, 2);
  return [
    ...recorded(events, { stream }),
    ...recorded(events, {
      stream,
      source: (_, place) => (place % 2 === 0 ? 'second' : 'main'),
      receivedAt: (_, place) => new Date(again + ((place * 7919) % 100) * 1000).toISOString(),
    }),
    ...recorded(events, { stream, source: 'history', receivedAt: null }),
  ];
};

const factsOf = (events: readonly LoggedEvent[]) => collect(emptyFacts(events[0]!.stream), events);
const viewOf = (events: readonly LoggedEvent[]) => toView(factsOf(events));

/** Generated calls, with and without defects, and the one documented flow among them. */
const anyStory: fc.Arbitrary<readonly JsonObject[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(voiceCampaignManual()) },
  { weight: 9, arbitrary: anyCall().map(({ events }) => events) },
);

/** Short calls drawn by hand from few dialogs, seconds and meetings, so that ties, circles and contradictions are common. */
const second = fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined });
const anyCourse = fc.record({
  create: second,
  alerting: second,
  answered: second,
  talking: second,
  holds: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 1 }),
  meetings: fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom('m-1', 'm-2')), { maxLength: 2 }),
  close: fc.option(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom('HANGUP', 'DIALOG_LEFT', 'BUSY')), {
    nil: undefined,
  }),
});
const anyUuid = fc.constantFrom('a', 'b', 'c');
const anyPlan = fc.record({
  consultant: anyCourse,
  contact: anyCourse,
  consultantUuid: anyUuid,
  contactUuid: anyUuid,
  links: fc.constantFrom('contact_names_consultant' as const, 'consultant_names_contact' as const, 'none' as const),
  consultantRepeats: fc.option(anyUuid, { nil: null }),
  staleContactDialog: anyUuid,
});
const anyPiece = fc.oneof(anyPlan.map(campaignCall), anyPlan.map(inboundCall), anyPlan.map(outgoingCall));
const anyTangle: fc.Arbitrary<readonly JsonObject[]> = fc
  .array(anyPiece, { minLength: 1, maxLength: 3 })
  .map((pieces) => pieces.flat())
  .filter((events) => events.length > 0);

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const withUuidsInCapitals = (event: JsonObject): JsonObject =>
  JSON.parse(JSON.stringify(event).replace(UUID, (uuid) => uuid.toUpperCase())) as JsonObject;

const delivered = (stories: fc.Arbitrary<readonly JsonObject[]>) =>
  stories.map(stored).chain((inOrder) => fc.record({ inOrder: fc.constant(inOrder), anyHow: anyDelivery(inOrder) }));

/** Such calls, of which the linker has noted that two dialogs belong to another record. */
const anyLinked = anyTangle.chain((events) => {
  const stream = streamOf(events);
  const links = [
    linkEvent('DialogBelongsElsewhere', { stream, dialog: 'b', to: 'campaignRecord-other', tiedTo: 'a' }),
    linkEvent('DialogBelongsElsewhere', { stream, dialog: 'c', to: 'campaignRecord-other' }),
  ];
  const inOrder = [...stored(events), ...links];
  return fc.record({ inOrder: fc.constant(inOrder), anyHow: anyDelivery(inOrder) });
});

describe(`folding generated calls (${describeRun()})`, () => {
  it('gives one view for every order and repetition of the stored events', () => {
    fc.assert(
      fc.property(delivered(anyStory), ({ inOrder, anyHow }) => {
        expect(viewOf(anyHow)).toEqual(viewOf(inOrder));
      }),
      propertyRun,
    );
  });

  it('gives one view for every order even where dialogs, seconds and meetings clash', () => {
    fc.assert(
      fc.property(delivered(anyTangle), ({ inOrder, anyHow }) => {
        expect(viewOf(anyHow)).toEqual(viewOf(inOrder));
      }),
      propertyRun,
    );
  });

  it('gives one view in whatever case the platform spells the uuids of each event', () => {
    const anyCase = fc.oneof(anyStory, anyTangle).chain((events) =>
      fc.record({
        events: fc.constant(events),
        capitals: fc.array(fc.boolean(), { minLength: events.length, maxLength: events.length }),
      }),
    );
    fc.assert(
      fc.property(anyCase, ({ events, capitals }) => {
        const spelled = events.map((event, place) => (capitals[place] ? withUuidsInCapitals(event) : event));
        // an event's id is that of its body as it came: ids and what they decide among equals are left out
        const ids = new Map(events.map((event, place) => [spelled[place]!, event]));
        const inOne = (bodies: readonly JsonObject[]) =>
          recorded(bodies, { stream: streamOf(events) }).map((event, place) => ({
            ...event,
            id: eventIdOf(ids.get(spelled[place]!)!),
          }));
        expect(viewOf(inOne(spelled))).toEqual(viewOf(inOne(events)));
        expect(streamOf(spelled)).toBe(streamOf(events));
      }),
      propertyRun,
    );
  });

  it('gives one view however the events are split into batches', () => {
    const anySplit = delivered(fc.oneof(anyStory, anyTangle)).chain(({ anyHow }) =>
      fc.record({ whole: fc.constant(anyHow), batches: anyBatches(anyHow) }),
    );
    fc.assert(
      fc.property(anySplit, ({ whole, batches }) => {
        const empty = emptyFacts(whole[0]!.stream);
        expect(toView(batches.reduce(collect, empty))).toEqual(viewOf(whole));
        expect(toView(whole.reduce(evolve, empty))).toEqual(viewOf(whole));
      }),
      propertyRun,
    );
  });

  it('gives the same view, keeping what it made of earlier events or not', () => {
    const anySplit = fc
      .oneof(delivered(anyStory), anyLinked)
      .chain(({ anyHow }) => anyBatches(anyHow).map((batches) => ({ batches, stream: anyHow[0]!.stream })));
    fc.assert(
      fc.property(anySplit, ({ batches, stream }) => {
        const kept = newKeptView();
        let facts = emptyFacts(stream);
        for (const batch of batches) {
          facts = collect(facts, batch);
          expect(toView(facts, RULES, kept)).toEqual(toView(facts));
        }
      }),
      propertyRun,
    );
  });

  it('leaves the given facts as they were', () => {
    fc.assert(
      fc.property(anyStory.map(stored), (events) => {
        const half = factsOf(events.slice(0, Math.ceil(events.length / 2)));
        const before = JSON.stringify(toView(half));
        collect(half, events);
        expect(JSON.stringify(toView(half))).toBe(before);
      }),
      propertyRun,
    );
  });

  it('gives one view wherever the notes of the linker stand', () => {
    fc.assert(
      fc.property(anyLinked, ({ inOrder, anyHow }) => {
        expect(viewOf(anyHow)).toEqual(viewOf(inOrder));
      }),
      propertyRun,
    );
  });
});

describe(`every call, whatever happened in it (${describeRun()})`, () => {
  const clocks: readonly ReadClock[] = ['2020-08-26T13:00:02Z', '2024-03-01T08:01:00Z', '2030-01-01T00:00:00Z'].map(
    (now) => ({ now: Date.parse(now), graceSeconds: 300, staleSeconds: 14_400 }),
  );
  const storedCall = (call: CallView, stream: string): StoredCall => ({ ...call, revision: { stream, number: 0 } });

  it('keeps what holds of all calls, seen at any moment', () => {
    fc.assert(
      fc.property(fc.oneof(anyStory, anyTangle), (events) => {
        const stream = streamOf(events);
        for (const call of viewOf(recorded(events, { stream })).calls)
          for (const clock of clocks)
            expect(brokenInvariants(presentCall(storedCall(call, stream), clock))).toEqual([]);
      }),
      propertyRun,
    );
  });

  it('is the only call of each of its dialogs, and every dialog has a call', () => {
    fc.assert(
      fc.property(fc.oneof(anyStory, anyTangle), (events) => {
        const { calls } = viewOf(recorded(events));
        const legs = calls.flatMap((call) => call.legs.map(({ dialogUuid }) => dialogUuid));
        const dialogs = events
          .map((event) => event.dialog_uuid)
          .filter((uuid) => typeof uuid === 'string' && uuid !== '');
        expect(legs.sort()).toEqual([...new Set(dialogs)].sort());
      }),
      propertyRun,
    );
  });

  it('numbers the attempts of a record from 1 by start and id', () => {
    fc.assert(
      fc.property(anyCall(['retries']), ({ events }) => {
        const { calls } = viewOf(recorded(events));
        const keys = calls.map(({ startedAt, id, attempt }) => ({
          key: `${startedAt} ${id}`,
          number: attempt?.number,
        }));
        const byKey = [...keys].sort((a, b) => (a.key < b.key ? -1 : 1));
        expect(byKey.map(({ number }) => number)).toEqual(byKey.map((_, place) => place + 1));
      }),
      propertyRun,
    );
  });
});

describe('generated calls without defects', () => {
  const seen = (events: readonly JsonObject[]): number =>
    new Set(events.map((event) => event.dialog_uuid).filter((uuid) => typeof uuid === 'string')).size;
  const isNamed = (name: string) => (event: JsonObject) => event.event_name === name;

  /** How many calls a story is. Where only a meeting joins its dialogs and none came about, each stays alone. */
  const callsIn = ({ kind, events, dialogUuids }: GeneratedCall): number => {
    if (kind === 'inbound_unnamed') return events.some(isNamed('dialog_meeting_entered')) ? 1 : seen(events);
    const attempts = dialogUuids.filter(
      (uuid, place) => place % 2 === 0 && events.some((event) => event.dialog_uuid === uuid),
    );
    return kind === 'retries' || kind === 'shared_room' ? attempts.length : 1;
  };

  it.each(STORY_KINDS.filter((kind) => kind !== 'outside'))('of kind %s fold to as many calls as were made', (kind) => {
    for (const story of someCalls(60, 17, { kinds: [kind], meetings: 1 })) {
      const { calls } = viewOf(recorded(story.events));
      expect(calls).toHaveLength(callsIn(story));
      // consultants among themselves have no contact whose talk could be reported
      const usual = story.kind === 'internal' ? ['talk_from_consultant_leg'] : ['stale_link'];
      for (const { quality } of calls) expect(quality.filter((flag) => !usual.includes(flag))).toEqual([]);
    }
  });

  it('outside of calls fold to nothing', () => {
    for (const { events } of someCalls(20, 17, { kinds: ['outside'] }))
      expect(viewOf(recorded(events)).calls).toEqual([]);
  });
});
