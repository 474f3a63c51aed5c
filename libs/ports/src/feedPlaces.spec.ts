import fc from 'fast-check';
import { placeBetween } from './feedPlaces.js';

const position = 'P';
const place = (id: string, stream = 's') => ({ position, id, stream });
const inBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('a place between two documents of the feed', () => {
  it('lies behind the one and before the other, whatever their ids', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 1 }), (one, other) => {
        const [first, next] = [one, other].sort(inBytes) as [string, string];
        fc.pre(first !== next);
        const { id, stream } = placeBetween(place(first), place(next));
        expect(inBytes(id, first)).toBeGreaterThan(0);
        expect(inBytes(id, next)).toBeLessThanOrEqual(0);
        expect(stream).toBe('');
      }),
    );
  });
  it('holds of the next id what tells it apart, and of the other nothing', () => {
    expect(placeBetween(place('0a5b9c'), place('0a77d1'))).toEqual({ position, id: '0a7', stream: '' });
    expect(inBytes(placeBetween(place('0a5b9c'), { ...place('0'), position: 'Q' }).id, 'zzz')).toBe(1);
    expect(inBytes(placeBetween(place('0a5b9c'), null).id, 'zzz')).toBe(1);
  });
  it('is that of the first of two streams with one id', () => {
    expect(placeBetween(place('a', 's1'), place('a', 's2'))).toEqual(place('a', 's1'));
  });
});
