import type { CallDifference } from '#domain';
import { GenerationConflict, type Generation } from '#ports';
import { allDifferences } from './allDifferences.js';

const PAGE = 100;

const GENERATION = { projection: 'calls', number: 2 } as Generation;

/** A store that holds so many differences, of which its comparison has counted so many. */
const storeOf = (count: number, changed: number) => {
  const all = Array.from({ length: count }, (_, i): CallDifference => ({ id: `${i}`, before: null, after: null }));
  const calls = { before: changed, after: changed, added: 0, removed: 0, changed };
  return {
    comparison: () => Promise.resolve({ position: '', calls, fields: {} }),
    differences: (_generation: Generation, { after, limit }: { after: number | null; limit: number }) => {
      const from = after ?? 0;
      const next = from + limit < count ? from + limit : null;
      return Promise.resolve({ items: all.slice(from, from + limit), next });
    },
  };
};

const idsOf = async (count: number, counted: number): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { id } of allDifferences(storeOf(count, counted), GENERATION)) ids.push(id);
  return ids;
};

describe('all differences of a generation', () => {
  it.each([0, 1, PAGE, 2 * PAGE + 1])('are given whole where there are %i', async (count) => {
    await expect(idsOf(count, count)).resolves.toEqual(Array.from({ length: count }, (_, i) => `${i}`));
  });

  it.each([
    ['fewer', PAGE + 1, PAGE + 2],
    ['more', 2, 1],
  ])('are not taken for whole where there are %s than its comparison has counted', async (_what, there, counted) => {
    await expect(idsOf(there, counted)).rejects.toThrow(GenerationConflict);
    await expect(idsOf(there, counted)).rejects.toThrow(
      `of the ${counted} calls that differ in calls.v2 ${there} were there`,
    );
  });
});
