import { plainText } from './plainText.js';

describe('a text that is searched for', () => {
  it('has no capitals and no marks on its letters', () =>
    expect(plainText('Zażółć GĘŚLĄ Łódź')).toBe('zazolc gesla lodz'));
});
