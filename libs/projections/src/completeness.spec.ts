import { aCheckpoint } from '../../../test/support/aCheckpoint.js';
import { Completeness, type SeenConsumer } from './completeness.js';

const NOW = Date.parse('2024-05-01T12:00:00.000Z');
const HOUR = 3_600_000;
const log = { logIdentity: 'log', head: '0009' };
const consumer = (position: string, logTime: string | null): SeenConsumer => ({
  name: 'linker',
  checkpoint: aCheckpoint({ consumer: 'linker', position, logTime }),
});
const AHEAD = consumer('0005', '2024-05-02T12:00:00.000Z');

describe('up to when a consumer is complete', () => {
  it('is now when it has caught up, and when its last event was logged while it is behind', () => {
    const completeness = new Completeness();
    expect(completeness.of(consumer('0009', '2024-05-01T10:00:00.000Z'), log, NOW)).toBe(NOW);
    expect(completeness.of(consumer('0005', '2024-05-01T10:00:00.000Z'), log, NOW)).toBe(NOW - 2 * HOUR);
  });

  it('is when it was first found behind, where its last event was logged by a clock that was ahead', () => {
    const completeness = new Completeness();
    expect(completeness.of(AHEAD, log, NOW)).toBe(NOW);
    expect(completeness.of(AHEAD, log, NOW + HOUR)).toBe(NOW);
    expect(completeness.of({ ...AHEAD, name: 'another' }, log, NOW + HOUR)).toBe(NOW + HOUR);
  });

  it('begins anew once it has caught up', () => {
    const completeness = new Completeness();
    completeness.of(AHEAD, log, NOW);
    completeness.of(consumer('0009', '2024-05-02T12:00:00.000Z'), log, NOW + HOUR);
    expect(completeness.of(AHEAD, log, NOW + 2 * HOUR)).toBe(NOW + 2 * HOUR);
  });

  it('is never ahead of this clock, also when that is set back', () => {
    const completeness = new Completeness();
    completeness.of(AHEAD, log, NOW);
    expect(completeness.of(AHEAD, log, NOW - HOUR)).toBe(NOW - HOUR);
  });

  it('is its beginning, or when it was first found behind, while it has handled nothing', () => {
    const completeness = new Completeness();
    const fresh: SeenConsumer = { name: 'linker', checkpoint: null };
    expect(completeness.of({ ...fresh, beginning: NOW - HOUR }, log, NOW)).toBe(NOW - HOUR);
    expect(completeness.of(fresh, log, NOW + HOUR)).toBe(NOW);
    expect(completeness.of({ ...fresh, beginning: NOW + 9 * HOUR }, log, NOW + 2 * HOUR)).toBe(NOW);
    expect(completeness.of(fresh, { ...log, head: null }, NOW + 2 * HOUR)).toBe(NOW + 2 * HOUR);
  });
});
