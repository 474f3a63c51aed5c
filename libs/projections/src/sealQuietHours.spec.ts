import type { Generation, GenerationState } from '#ports';
import { aGeneration } from '../../../test/support/aGeneration.js';
import { sealQuietHours } from './sealQuietHours.js';

const NOW = Date.parse('2020-08-26T13:00:00Z');

/** Generations, of each of which two times some hours are left. */
const someGenerations = (...states: readonly GenerationState[]) => {
  const asked: number[] = [];
  return {
    asked,
    generations: () => Promise.resolve(states.map((state, i) => aGeneration({ number: i + 1, state }))),
    sealHours: ({ number }: Generation, { quietSince }: { readonly quietSince: number }) => {
      expect(quietSince).toBe(Date.parse('2020-08-26T12:50:00Z'));
      asked.push(number);
      return Promise.resolve(asked.filter((one) => one === number).length < 3 ? 4 : 0);
    },
  };
};

it('makes the segments of hours that have been quiet for ten minutes, until none is left, of all generations that are there', async () => {
  const readModels = someGenerations('dropped', 'live', 'building');
  await sealQuietHours(readModels, NOW, new AbortController().signal);
  expect(readModels.asked).toEqual([2, 2, 2, 3, 3, 3]);
});

it('ends when it is told to', async () => {
  const readModels = someGenerations('live');
  await sealQuietHours(readModels, NOW, AbortSignal.abort());
  expect(readModels.asked).toEqual([]);
});
