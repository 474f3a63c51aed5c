import type { Checkpoint } from '#ports';
import { Completeness } from '#projections';
import { aCheckpoint } from '../../../test/support/aCheckpoint.js';
import { aGeneration } from '../../../test/support/aGeneration.js';
import { asOf, type Progress } from './asOf.js';

const NOW = Date.parse('2024-05-01T12:00:00.000Z');
const generation = aGeneration({ number: 3, switchedAt: '2024-01-01T00:00:00.000Z' });
const checkpoint = (consumer: string, position: string, logTime: string | null): Checkpoint =>
  aCheckpoint({ consumer, position, logTime });
const HEAD = '0009';
const linker = checkpoint('linker', HEAD, '2024-05-01T10:00:00.000Z');
const whole = checkpoint('partition-1/1', HEAD, '2024-05-01T10:00:00.000Z');

const asOfWith = (progress: Partial<Progress>, seen = new Completeness()): string =>
  new Date(
    asOf({ generation, logIdentity: 'log', head: HEAD, linker, checkpoints: [whole], ...progress }, NOW, seen),
  ).toISOString();

describe('asOf', () => {
  it('is now when linker and projector have handled all there is', () => {
    expect(asOfWith({})).toBe('2024-05-01T12:00:00.000Z');
    expect(asOfWith({ head: '0008' })).toBe('2024-05-01T12:00:00.000Z');
  });
  it('is now over an empty log', () => {
    expect(asOfWith({ head: null, linker: null, checkpoints: [] })).toBe('2024-05-01T12:00:00.000Z');
  });
  it("is the log time of a projector's last event while more are waiting", () => {
    const behind = checkpoint('partition-1/1', '0005', '2024-05-01T09:00:00.000Z');
    expect(asOfWith({ checkpoints: [behind] })).toBe('2024-05-01T09:00:00.000Z');
  });
  it('is held back by the linker as well', () => {
    expect(asOfWith({ linker: checkpoint('linker', '0002', '2024-05-01T08:00:00.000Z') })).toBe(
      '2024-05-01T08:00:00.000Z',
    );
  });
  it('is the lowest of all partitions', () => {
    const checkpoints = [
      checkpoint('partition-1/3', HEAD, '2024-05-01T11:00:00.000Z'),
      checkpoint('partition-2/3', '0004', '2024-05-01T07:00:00.000Z'),
      checkpoint('partition-3/3', '0005', '2024-05-01T08:00:00.000Z'),
    ];
    expect(asOfWith({ checkpoints })).toBe('2024-05-01T07:00:00.000Z');
  });
  it.each<[string, Partial<Progress>]>([
    ['there is no checkpoint', { checkpoints: [] }],
    ['a partition has none yet', { checkpoints: [checkpoint('partition-1/2', HEAD, '2024-05-01T11:00:00.000Z')] }],
    ['a partition has handled nothing yet', { checkpoints: [checkpoint('partition-1/1', '0000', null)] }],
    ['the linker has none', { linker: null }],
  ])("is the generation's beginning when %s", (_, progress) => {
    expect(asOfWith(progress)).toBe('2024-01-01T00:00:00.000Z');
  });
  it('is the lowest of the old and the new partitions while their number changes', () => {
    const checkpoints = [
      checkpoint('partition-1/1', '0006', '2024-05-01T09:30:00.000Z'),
      checkpoint('partition-1/2', HEAD, '2024-05-01T11:00:00.000Z'),
    ];
    expect(asOfWith({ checkpoints })).toBe('2024-05-01T09:30:00.000Z');
  });
  it.each(['0009', '0100', null])(
    'stands still over the calls of a log that was replaced, wherever that ended (%s)',
    (head) => {
      const replaced = { logIdentity: 'another log', head };
      const ofIt = { ...linker, logIdentity: 'another log', position: '0100' };
      expect(asOfWith({ ...replaced, linker: ofIt })).toBe('2024-05-01T10:00:00.000Z');
    },
  );
  it('is never in the future, whatever the clock of the log says', () => {
    const ahead = checkpoint('partition-1/1', '0005', '2024-05-01T12:00:05.000Z');
    expect(asOfWith({ checkpoints: [ahead] })).toBe('2024-05-01T12:00:00.000Z');
  });
  it('does not move with this clock while something is behind whose last event was logged by a clock that was ahead', () => {
    const ahead = checkpoint('linker', '0005', '2024-05-02T12:00:00.000Z');
    const progress = { generation, logIdentity: 'log', head: HEAD, linker: ahead, checkpoints: [whole] };
    const seen = new Completeness();
    expect([NOW, NOW + 60_000].map((now) => asOf(progress, now, seen))).toEqual([NOW, NOW]);
  });
});
