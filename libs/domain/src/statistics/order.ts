import type { GroupValue } from './groups.js';

/** UTF-16 in the order of code points: surrogates stand for what comes after U+FFFF. */
const inCodePointOrder = (unit: number): number =>
  unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;

export const compareCodePoints = (one: string, other: string): number => {
  const length = Math.min(one.length, other.length);
  for (let i = 0; i < length; i += 1) {
    const difference = inCodePointOrder(one.charCodeAt(i)) - inCodePointOrder(other.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
};

const comparePlain = (one: string | number | null, other: string | number | null): number => {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  if (typeof one === 'number') return typeof other === 'number' ? one - other : -1;
  return typeof other === 'number' ? 1 : compareCodePoints(one, other);
};

/** Numbers by size, then texts by code points, null last. Consultants by id, those without by username. */
export const compareGroupValues = (one: GroupValue, other: GroupValue): number => {
  if (typeof one !== 'object' || typeof other !== 'object') return comparePlain(one as string, other as string);
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return comparePlain(one.id, other.id) || comparePlain(one.username, other.username);
};

/** The place of each of the values when they are in order. */
export const ranksOf = (values: readonly GroupValue[]): Int32Array => {
  const order = values
    .map((_, number) => number)
    .sort((one, other) => compareGroupValues(values[one]!, values[other]!));
  const ranks = new Int32Array(values.length);
  for (const [rank, number] of order.entries()) ranks[number] = rank;
  return ranks;
};
