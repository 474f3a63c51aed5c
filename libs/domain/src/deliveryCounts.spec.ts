import { countDeliveries, OTHER_NAMES, type DeliveryCount, type DeliveryState } from './deliveryCounts.js';
import type { LoggedEvent } from './callEvent.js';
import type { JsonObject } from './json.js';

const NOTHING: DeliveryState = { days: new Map(), recent: [] };
const RECEIVED = '2026-05-02T00:00:01.000Z';
let made = 0;

const anEvent = (
  body: JsonObject,
  overrides: Partial<LoggedEvent> & { readonly source?: string } = {},
): LoggedEvent => {
  const { source = 'main', ...rest } = overrides;
  const metadata = { receivedAt: RECEIVED, source, schemaVersion: 1, $correlationId: source } as const;
  made += 1;
  return {
    stream: `source-${source}`,
    revision: made,
    id: `id ${made}`,
    type: 'PlatformEventReceived',
    body,
    metadata,
    ...rest,
  };
};
const named = (event_name: string, event_time = '2026-05-01 10:00:00'): JsonObject => ({ event_name, event_time });
const countsOf = (events: readonly LoggedEvent[], day = '2026-05-01'): readonly DeliveryCount[] =>
  countDeliveries(NOTHING, events).days.get(day)?.counts ?? [];

describe('deliveries that belong to no call', () => {
  it('are counted by source and event name on the day of their own time', () => {
    const events = [
      anEvent(named('contact_created')),
      anEvent(named('contact_created', '2026-05-01 23:59:59')),
      anEvent(named('contact_created'), { source: 'second' }),
      anEvent(named('user_system_state')),
      anEvent({ event_time: '2026-05-01 12:00:00' }),
    ];
    const what = 'unrelated' as const;
    expect(countsOf(events)).toEqual([
      { source: 'main', what, name: 'contact_created', count: 2 },
      { source: 'second', what, name: 'contact_created', count: 1 },
      { source: 'main', what, name: 'user_system_state', count: 1 },
      { source: 'main', what, name: null, count: 1 },
    ]);
  });

  it.each(['nonsense', '1999-12-31 23:59:59', '2026-05-04 00:00:00'])(
    'count on the day of their receipt where their own time, %s, cannot be true',
    (time) => expect(countsOf([anEvent(named('x', time))], RECEIVED.slice(0, 10))).toHaveLength(1),
  );

  it('count once though the log has them twice, in one batch or in two', () => {
    const event = anEvent(named('x'));
    const again = { ...event, revision: event.revision + 1 };
    const once = countDeliveries(NOTHING, [event]);
    expect(countDeliveries(once, [again])).toEqual(once);
    expect(countDeliveries(NOTHING, [event, again])).toEqual(once);
  });

  it('come to the same counts in whatever batches they are read', () => {
    const events = Array.from({ length: 50 }, (_, i) =>
      anEvent(named(`n${i % 7}`, `2026-05-0${1 + (i % 2)} 10:00:00`)),
    );
    const oneByOne = events.reduce((state, event) => countDeliveries(state, [event]), NOTHING);
    expect(oneByOne).toEqual(countDeliveries(NOTHING, events));
  });

  it('of more names than a report can show are counted together, and long names are cut', () => {
    const events = Array.from({ length: 1_010 }, (_, i) => anEvent(named(`name ${i}`)));
    const counts = countsOf([...events, anEvent(named('name 5'))]);
    expect(counts.length).toBeLessThanOrEqual(1_001);
    expect(counts.find(({ name }) => name === OTHER_NAMES)?.count).toBe(10);
    expect(counts.find(({ name }) => name === 'name 5')?.count).toBe(2);
    expect(countsOf([anEvent(named('x'.repeat(10_000)))])[0]?.name).toBe('x'.repeat(100));
  });

  it('are told apart from refused bodies and from those that were sent again', () => {
    const refused = { stream: 'quarantine-main', type: 'DeliveryRefused' };
    const replayed = { stream: 'quarantine-main', type: 'DeliveryReplayed' };
    const bodies = [anEvent(named('x'), refused), anEvent({ reason: 'not JSON' }, refused), anEvent({}, replayed)];
    expect(countsOf(bodies, RECEIVED.slice(0, 10))).toEqual([
      { source: 'main', what: 'refused', name: null, count: 1 },
      { source: 'main', what: 'replayed', name: null, count: 1 },
    ]);
  });
});
