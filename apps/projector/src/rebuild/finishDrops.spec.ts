import type { Generation, GenerationState } from '#ports';
import { finishDrops } from './finishDrops.js';

const inState = (number: number, state: GenerationState): Generation => ({
  projection: 'calls',
  number,
  state,
  rulesVersion: '1',
  logIdentity: 'log',
  createdAt: '2024-01-01T00:00:00.000Z',
  switchedAt: null,
  switching: 'auto',
  error: null,
  difference: null,
});

test('what is left of dropped generations is removed, and of no other', async () => {
  const states: readonly GenerationState[] = ['dropped', 'kept', 'failed', 'dropped', 'live', 'building'];
  const asked: number[] = [];
  const readModels = {
    generations: () => Promise.resolve(states.map((state, i) => inState(i + 1, state))),
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
