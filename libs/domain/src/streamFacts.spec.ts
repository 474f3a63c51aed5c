/** What is collected of one event that came several times: docs/domain.md#facts-and-view. */
import type { JsonObject } from '#domain';
import { stateUpdate } from '../../../test/support/deliveries.js';
import { recorded } from '../../../test/support/recorded.js';
import { collect, emptyFacts, recordIdOf } from './streamFacts.js';

const body = stateUpdate('dialog-1', 1_600_000_000, 'ringing');
interface Delivered {
  readonly receivedAt: string | null;
  readonly importedAt?: string;
  readonly source: string;
}
const deliveredAs = (how: Delivered) => recorded([body], how);
/** The receipt that counts of an event that was delivered in these ways, which does not depend on their order. */
const counting = (...deliveries: readonly Delivered[]): object => {
  const collected = [deliveries, [...deliveries].reverse()].map((inOrder) => {
    const [event] = collect(emptyFacts('dialog-dialog-1'), inOrder.flatMap(deliveredAs)).events.values();
    return { receivedAt: event!.receivedAt, importedAt: event!.importedAt, source: event!.source };
  });
  expect(collected[1]).toEqual(collected[0]);
  return collected[0]!;
};

const EARLY = '2024-03-01T09:00:00.000Z';
const LATE = '2024-03-01T09:00:00.001Z';

describe('the receipt that counts', () => {
  it('is the earlier one', () =>
    expect(counting({ receivedAt: LATE, source: 'a' }, { receivedAt: EARLY, source: 'b' })).toEqual({
      receivedAt: EARLY,
      importedAt: null,
      source: 'b',
    }));

  it('is, of two at one moment, that of the lower source', () =>
    expect(counting({ receivedAt: EARLY, source: 'b' }, { receivedAt: EARLY, source: 'a' })).toMatchObject({
      source: 'a',
    }));

  it('is a receipt rather than an import, even an earlier one', () =>
    expect(counting({ receivedAt: null, importedAt: EARLY, source: 'a' }, { receivedAt: LATE, source: 'b' })).toEqual({
      receivedAt: LATE,
      importedAt: null,
      source: 'b',
    }));

  it('is the earlier of two imports and, of two at one moment, that of the lower source', () => {
    const imported = (importedAt: string, source: string): Delivered => ({ receivedAt: null, importedAt, source });
    expect(counting(imported(LATE, 'a'), imported(EARLY, 'b'))).toEqual({
      receivedAt: null,
      importedAt: EARLY,
      source: 'b',
    });
    expect(counting(imported(EARLY, 'b'), imported(EARLY, 'a'))).toMatchObject({ source: 'a' });
  });
});

describe('the record of a stream whose name holds only its hash', () => {
  const stream = 'campaignRecord-~0123';
  const naming = (id: string): JsonObject => ({ event_type: 'voice_campaign', data: { id } });
  const copied = (id: string) =>
    recorded([naming(id)], { stream }).map((event) => ({
      ...event,
      metadata: { ...event.metadata, copiedFrom: 'dialog-elsewhere' },
    }));

  it('is the one that its own events name, not one that an event copied here names', () => {
    const facts = collect(emptyFacts(stream), [...copied('a copy'), ...recorded([naming('its own')], { stream })]);
    expect(recordIdOf(facts)).toBe('its own');
    expect(recordIdOf(collect(emptyFacts(stream), copied('a copy')))).toBeNull();
  });

  it('is named by an event that stands here both as a copy and of its own, whichever came first', () => {
    const own = recorded([naming('r')], { stream });
    for (const events of [
      [...own, ...copied('r')],
      [...copied('r'), ...own],
    ])
      expect(recordIdOf(collect(emptyFacts(stream), events))).toBe('r');
  });
});
