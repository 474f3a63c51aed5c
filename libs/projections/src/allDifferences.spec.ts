import type { CallDifference } from '#domain';
import { GenerationConflict, type Generation } from '#ports';
import { allDifferences } from './allDifferences.js';

const PAGE = 100;

const compared = (changed: number): Generation =>
  ({ projection: 'calls', number: 2, difference: { calls: { added: 0, removed: 0, changed } } }) as Generation;

/** A store that holds so many differences. */
const storeOf = (count: number) => {
  const all = Array.from({ length: count }, (_, i): CallDifference => ({ id: `${i}`, before: null, after: null }));
  return {
    differences: (_generation: Generation, { after, limit }: { after: number | null; limit: number }) => {
      const from = after ?? 0;
      const next = from + limit < count ? from + limit : null;
      return Promise.resolve({ items: all.slice(from, from + limit), next });
    },
  };
};

const idsOf = async (count: number, generation: Generation): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { id } of allDifferences(storeOf(count), generation)) ids.push(id);
  return ids;
};

describe('all differences of a generation', () => {
  it.each([0, 1, PAGE, 2 * PAGE + 1])('are given whole where there are %i', async (count) => {
    await expect(idsOf(count, compared(count))).resolves.toEqual(Array.from({ length: count }, (_, i) => `${i}`));
  });

  it.each([
    ['fewer', PAGE + 1, PAGE + 2],
    ['more', 2, 1],
  ])('are not taken for whole where there are %s than its comparison has counted', async (_what, there, counted) => {
    await expect(idsOf(there, compared(counted))).rejects.toThrow(GenerationConflict);
    await expect(idsOf(there, compared(counted))).rejects.toThrow(
      `of the ${counted} calls that differ in calls.v2 ${there} were there`,
    );
  });
});
