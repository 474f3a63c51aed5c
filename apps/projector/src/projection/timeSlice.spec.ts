import { takeTurns } from './timeSlice.js';

const immediate = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lanes of work whose every step takes a millisecond of this clock; answers how many turns others had until all were done. */
const turnsBeside = async (lanes: number, steps: number, sliceMilliseconds: number): Promise<number> => {
  let now = 0;
  const nextTurn = takeTurns(sliceMilliseconds, () => now);
  const lane = async (): Promise<void> => {
    for (let step = 0; step < steps; step += 1) {
      now += 1;
      await nextTurn();
    }
  };
  let turns = 0;
  let isDone = false;
  const others = async (): Promise<void> => {
    for (; !isDone; turns += 1) await immediate();
  };
  const otherWork = others();
  await Promise.all(Array.from({ length: lanes }, lane));
  isDone = true;
  await otherWork;
  return turns;
};

describe('long work that takes turns', () => {
  it('goes on without a turn while its slice lasts', async () => {
    await expect(turnsBeside(1, 100, 1_000)).resolves.toBe(1);
  });

  it('gives others a turn after each slice', async () => {
    await expect(turnsBeside(1, 100, 4)).resolves.toBeGreaterThanOrEqual(25);
  });

  it('does not let others wait for a slice of each of its lanes', async () => {
    // all lanes begin a step before the first has its turn; with slices of their own they would do four steps each in every turn
    await expect(turnsBeside(32, 100, 4)).resolves.toBeGreaterThanOrEqual(80);
  });
});
