import type { Statistics } from '../../../api/statistics.js';
import { groupsOf, sortGroups, type Group } from './groups.js';

type Rows = Statistics['rows'];

const answer = (rows: readonly Pick<Rows[number], 'from' | 'group' | 'metrics'>[]): Statistics =>
  ({ rows }) as unknown as Statistics;

const anna = { id: 7, username: 'anowak', name: 'Anna Nowak' };

describe('figures by consultant', () => {
  const figures = answer([
    { from: null, group: { consultant: anna }, metrics: { calls: 5, conversationRate: 0.6, 'talkSeconds.p50': 30 } },
    { from: null, group: { consultant: null }, metrics: { calls: 2, conversationRate: null } },
  ]);

  it('have the share of ended calls that the contact hung up, and a line over all buckets', () => {
    const bySide = answer([
      { from: null, group: { consultant: anna, hangupSide: 'contact' }, metrics: { calls: 3 } },
      { from: null, group: { consultant: anna, hangupSide: 'system' }, metrics: { calls: 1 } },
      { from: null, group: { consultant: anna, hangupSide: null }, metrics: { calls: 1 } },
    ]);
    const overTime = answer([{ from: '2026-11-02T00:00:00Z', group: { consultant: anna }, metrics: { calls: 5 } }]);
    const begins = ['2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'];
    expect(groupsOf('consultant', figures, bySide, overTime, begins)).toEqual([
      {
        value: '7',
        name: 'Anna Nowak',
        calls: 5,
        rate: 0.6,
        talkP50: 30,
        talkP90: null,
        contactShare: 0.75,
        line: [0, 5],
      },
      {
        value: 'none',
        name: null,
        calls: 2,
        rate: null,
        talkP50: null,
        talkP90: null,
        contactShare: null,
        line: [0, 0],
      },
    ]);
  });

  it('are sorted as the language sorts, and what is not known comes last', () => {
    const named = (name: string | null, rate: number | null): Group => ({
      ...groupsOf('consultant', figures)[0]!,
      name,
      rate,
    });
    const groups = [named('Żaneta', 0.1), named(null, null), named('Łukasz', 0.9), named('Zofia', 0.5)];
    const names = (sorted: readonly Group[]): (string | null)[] => sorted.map(({ name }) => name);
    expect(names(sortGroups(groups, 'name', false, 'pl-PL'))).toEqual(['Łukasz', 'Zofia', 'Żaneta', null]);
    expect(names(sortGroups(groups, 'rate', false, 'pl-PL'))).toEqual(['Łukasz', 'Zofia', 'Żaneta', null]);
    expect(names(sortGroups(groups, 'rate', true, 'pl-PL'))).toEqual(['Żaneta', 'Zofia', 'Łukasz', null]);
  });
});
