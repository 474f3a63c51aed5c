import fc from 'fast-check';
import type { JsonObject } from '#domain';
import { generateCalls, STORY_KINDS, type GeneratedCall, type StoryKind } from './generateCalls.js';

/** One generated call: of every kind unless told otherwise, with defects (half of them) or without. */
export const anyCall = (kinds: readonly StoryKind[] = STORY_KINDS, defects = 0.5): fc.Arbitrary<GeneratedCall> =>
  fc
    .record({ seed: fc.integer({ min: 0, max: 0x7fff_ffff }), kind: fc.constantFrom(...kinds) })
    .map(({ seed, kind }) => generateCalls(seed, { kinds: [kind], defects }).next().value);

/** The events of one call of any kind. */
export const anyCallEvents = (kinds?: readonly StoryKind[], defects?: number): fc.Arbitrary<readonly JsonObject[]> =>
  anyCall(kinds, defects).map(({ events }) => events);

/** The list in any order, each item at least once and up to three times. */
export const anyDelivery = <T>(list: readonly T[]): fc.Arbitrary<T[]> => {
  const repeats = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: list.length, maxLength: list.length });
  return repeats.chain((counts) => {
    const delivered = list.flatMap((item, place) => Array.from({ length: counts[place] ?? 1 }, () => item));
    return fc.shuffledSubarray(delivered, { minLength: delivered.length });
  });
};

/** Splits a list anywhere into batches. */
export const anyBatches = <T>(list: readonly T[]): fc.Arbitrary<T[][]> =>
  fc.uniqueArray(fc.integer({ min: 0, max: list.length }), { maxLength: 6 }).map((cuts) => {
    const ends = [...cuts.sort((one, other) => one - other), list.length];
    return ends.map((end, place) => list.slice(place === 0 ? 0 : ends[place - 1], end));
  });

/**
 * How many cases a property test tries, and from which seed: `PROPERTY_SEED` repeats a failure, `PROPERTY_RUNS` digs deeper.
 * The seed is printed with a failure; `describeRun` puts it into the test's name, so that a green run shows it too.
 */
export const propertyRun = {
  seed: Number(process.env.PROPERTY_SEED ?? Date.now() % 0x7fff_ffff),
  numRuns: Number(process.env.PROPERTY_RUNS ?? 60),
};
/** The same where a case asks a store many times. */
export const storePropertyRun = { ...propertyRun, numRuns: Math.ceil(propertyRun.numRuns / 4) };
export const describeRun = ({ seed, numRuns } = propertyRun): string => `seed ${seed}, ${numRuns} runs`;
