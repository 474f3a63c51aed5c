/** The order of the events of one second, whole: docs/domain.md#order-of-events. */
import type { JsonObject } from '#domain';
import { recorded } from '../../../test/support/recorded.js';
import { collect, emptyFacts } from './streamFacts.js';
import { compareEvents } from './order.js';
import { RULES } from './rules.js';
import { timedEvents, type TimedEvent } from './timedEvent.js';

const SECOND = '2024-03-01 09:00:00';
const stream = 'campaignRecord-r';
const eventOf = (body: JsonObject, id?: string): TimedEvent => {
  const logged = recorded([{ event_time: SECOND, ...body }], { stream }).map((event) => ({
    ...event,
    id: id ?? event.id,
  }));
  return timedEvents(collect(emptyFacts(stream), logged), RULES)[0]!;
};
const dialogEvent = (event_name: string, more: JsonObject = {}): JsonObject => ({
  event_type: 'user_dialog',
  event_name,
  dialog_uuid: 'd',
  ...more,
});
const state = (name: string): JsonObject => dialogEvent('dialog_state_update', { state: name });

/** What the platform must have done first comes first. */
const RANKED: readonly (readonly [string, JsonObject])[] = [
  ['of the record', { event_type: 'voice_campaign', event_name: 'voice_campaign_request_closed', data: { id: 'r' } }],
  ['create', dialogEvent('dialog_create')],
  ['ringing', state('ringing')],
  ['alerting', state('alerting')],
  ['answered', state('answered')],
  ['talking', state('talking')],
  ['meeting entered', dialogEvent('dialog_meeting_entered', { meeting_uuid: 'm' })],
  ['hold', dialogEvent('dialog_hold')],
  ['an unknown state', state('held')],
  ['an unknown event', dialogEvent('dialog_unhold')],
  ['close', dialogEvent('dialog_close')],
];

describe('two events of one second', () => {
  const pairs = RANKED.flatMap(([first, one], place) =>
    RANKED.slice(place + 1).map(([second, other]) => ({ first, second, one, other })),
  );
  it.each(pairs)('$first comes before $second', ({ one, other }) => {
    // by ids the other way round, so that only the rank can decide
    expect(compareEvents(eventOf(one, 'z'), eventOf(other, 'a'))).toBeLessThan(0);
    expect(compareEvents(eventOf(other, 'a'), eventOf(one, 'z'))).toBeGreaterThan(0);
  });

  it('of one rank are ordered by name, then by id', () => {
    const named = (name: string, id: string) => eventOf(dialogEvent(name), id);
    expect(compareEvents(named('dialog_a', 'z'), named('dialog_b', 'a'))).toBeLessThan(0);
    expect(compareEvents(named('dialog_b', 'a'), named('dialog_a', 'z'))).toBeGreaterThan(0);
    expect(compareEvents(named('dialog_a', 'a'), named('dialog_a', 'b'))).toBeLessThan(0);
    expect(compareEvents(named('dialog_a', 'a'), named('dialog_a', 'a'))).toBe(0);
    const nameless = eventOf({ ...dialogEvent(''), event_name: null }, 'z');
    expect(compareEvents(nameless, named('dialog_a', 'a'))).toBeLessThan(0);
  });
});

describe('two events of different seconds', () => {
  it('are ordered by time, whatever their rank', () =>
    expect(
      compareEvents(
        eventOf(dialogEvent('dialog_close')),
        eventOf({ ...dialogEvent('dialog_create'), event_time: '2024-03-01 09:00:01' }),
      ),
    ).toBeLessThan(0));
});
