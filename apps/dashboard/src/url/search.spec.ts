import { readQuery, withValues, writeQuery } from './search.js';

describe('the query of an address', () => {
  it('has its parameters sorted and several values repeated, in their order', () => {
    expect(writeQuery({ tz: ['Europe/Warsaw'], campaign: ['b', 'a'], outcome: [] })).toBe(
      '?campaign=b&campaign=a&tz=Europe%2FWarsaw',
    );
    expect(writeQuery({})).toBe('');
  });

  it('comes back as it was written', () => {
    const query = { campaign: ['ż & ó', '5f46'], range: ['thisWeek'] };
    expect({ ...readQuery(writeQuery(query)) }).toEqual(query);
  });

  it('forgets parameters without a value', () => {
    expect({ ...readQuery('?campaign=&kind=inbound') }).toEqual({ kind: ['inbound'] });
  });

  it('takes names that objects have of themselves as names', () => {
    expect(Object.keys(readQuery('?__proto__=1&constructor=2'))).toEqual(['__proto__', 'constructor']);
  });

  it('is changed by name', () => {
    expect(withValues({ a: ['1'], b: ['2'] }, { a: [], c: ['3'] })).toEqual({ b: ['2'], c: ['3'] });
  });
});
