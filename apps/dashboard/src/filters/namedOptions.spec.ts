import type { Statistics } from '../api/statistics.js';
import { byLabel, callsByValue } from './namedOptions.js';

describe('the names that a filter can be set to', () => {
  const options = ['Zgłoszenia', 'Światłowód', 'Telemarketing', 'Łącza', 'Kampania 10', 'Kampania 9', 'Sprzedaż'].map(
    (label) => ({ label }),
  );

  it('stand in the order of the language, numbers by their size', () =>
    expect(byLabel(options, 'pl').map(({ label }) => label)).toEqual([
      'Kampania 9',
      'Kampania 10',
      'Łącza',
      'Sprzedaż',
      'Światłowód',
      'Telemarketing',
      'Zgłoszenia',
    ]));

  it('have the calls of their id, of their login name where they have no id, and of none', () => {
    const rows = [
      { group: { consultant: { id: 7, username: 'ewa', name: 'Ewa' } }, metrics: { calls: 3 } },
      { group: { consultant: { id: null, username: 'jan', name: null } }, metrics: { calls: 2 } },
      { group: { consultant: null }, metrics: { calls: 1 } },
    ];
    const counted = callsByValue({ rows } as unknown as Statistics, 'consultant');
    expect([...counted]).toEqual([
      ['7', 3],
      ['jan', 2],
      ['none', 1],
    ]);
  });
});
