import type { Generation, GenerationState } from '#ports';
import { aGeneration } from '../../../test/support/aGeneration.js';
import { finishDrops } from './finishDrops.js';

test('what is left of dropped generations is removed, and of no other', async () => {
  const states: readonly GenerationState[] = ['dropped', 'kept', 'failed', 'dropped', 'live', 'building'];
  const asked: number[] = [];
  const readModels = {
    generations: () => Promise.resolve(states.map((state, i) => aGeneration({ number: i + 1, state }))),
    dropGeneration: ({ number }: Generation) => {
      asked.push(number);
      return Promise.resolve();
    },
  };
  await finishDrops(readModels, new AbortController().signal);
  expect(asked).toEqual([1, 4]);
  await finishDrops(readModels, AbortSignal.abort());
  expect(asked).toEqual([1, 4]);
});
