/** A seeded source of choices: the same seed always gives the same ones, on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** So many random hex digits. */
  hex(digits: number): string;
  /** In the shape of a version 4 uuid. */
  uuid(): string;
}

/** The small fast counter generator (sfc32): good mixing, four words of state, no dependency. */
const words = (seed: number): (() => number) => {
  let a = seed | 0;
  let b = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0;
  let c = 0xc2b2ae35 ^ seed;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 15; warmUp++) next();
  return next;
};

/** Choices from a seed (a whole number). */
export const randomFrom = (seed: number): Random => {
  const word = words(seed);
  const next = (): number => word() / 0x1_0000_0000;
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const eight = (): string => word().toString(16).padStart(8, '0');
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits) text += eight();
    return text.slice(0, digits);
  };
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => list[int(0, list.length - 1)]!,
    hex,
    uuid: () => {
      const [one, two, three, four] = [eight(), eight(), eight(), eight()];
      return `${one}-${two.slice(0, 4)}-4${two.slice(5)}-a${three.slice(1, 4)}-${three.slice(4)}${four}`;
    },
  };
};

/** The list in an order that the seed decides. */
export const shuffle = <T>(seed: number, list: readonly T[]): T[] => {
  const random = randomFrom(seed);
  const shuffled = [...list];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = random.int(0, last);
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  return shuffled;
};
