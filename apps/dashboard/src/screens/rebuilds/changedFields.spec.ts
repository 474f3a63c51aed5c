import { changedFields, valueText } from './changedFields.js';

describe('the fields in which two versions of a call differ', () => {
  it('are the innermost ones', () => {
    const before = { id: 'a', hangup: { side: 'contact', rule: 'earlier_hangup' }, legs: [{ state: 'talking' }] };
    const after = {
      id: 'a',
      hangup: { side: 'system', rule: 'earlier_hangup' },
      legs: [{ state: 'talking' }, { state: 'ringing' }],
    };
    expect(changedFields(before, after)).toEqual([
      { path: 'hangup.side', before: 'contact', after: 'system' },
      { path: 'legs.1', before: undefined, after: { state: 'ringing' } },
    ]);
  });

  it('are whole where one side has nothing', () =>
    expect(changedFields({ contact: null }, { contact: { number: '1' } })).toEqual([
      { path: 'contact', before: null, after: { number: '1' } },
    ]));

  it('are none of equal calls', () =>
    expect(changedFields({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toEqual([]));

  it('are written as JSON, and a missing one as a dash', () =>
    expect([valueText(null), valueText('a'), valueText(undefined)]).toEqual(['null', '"a"', '—']));
});
