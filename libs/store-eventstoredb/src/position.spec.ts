import { WrongLog } from '#ports';
import { isAfter, isKnown, readPosition, writePosition } from './position.js';

const UNKNOWN = 2n ** 64n - 1n;
const at = (commit: bigint, prepare = commit): { commit: bigint; prepare: bigint } => ({ commit, prepare });

describe('a position', () => {
  it('is read back as it was written', () => {
    for (const place of [at(0n), at(12n, 7n), at(UNKNOWN - 1n)])
      expect(readPosition(writePosition(place))).toEqual(place);
  });

  it('sorts as text in log order', () => {
    const places = [at(0n), at(9n, 0n), at(9n), at(10n, 2n), at(10n), at(2n ** 63n), at(UNKNOWN - 1n)];
    expect(places.map(writePosition).sort()).toEqual(places.map(writePosition));
    places.slice(1).forEach((place, i) => expect(isAfter(place, places[i]!)).toBe(true));
  });

  it.each([
    ['2^64-1, which means unknown', `${UNKNOWN}-${UNKNOWN}`],
    ['a prepare position after the commit', writePosition({ commit: 1n, prepare: 2n })],
    ['a position of another adapter', '0000000000000012'],
    ['no position at all', ''],
  ])('is refused when it is %s', (_, text) => {
    expect(() => readPosition(text)).toThrow(WrongLog);
  });

  it('is unknown when the server says so or says nothing', () => {
    expect([undefined, at(UNKNOWN), at(UNKNOWN, 0n)].map(isKnown)).toEqual([false, false, false]);
    expect(isKnown(at(0n))).toBe(true);
  });
});
