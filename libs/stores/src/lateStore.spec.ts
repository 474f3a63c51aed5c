import { StoreUnavailable } from '#ports';
import { LateStore } from './lateStore.js';

/** A store that is opened as `answers` says, one try after the other; the last answer is given again and again. */
const opening = (...answers: (() => Promise<unknown>)[]) => {
  const seen = { tries: 0, closed: 0, changes: [] as (string | null)[] };
  const store = {
    close: async () => {
      seen.closed += 1;
      await Promise.resolve();
    },
  };
  const begin = () =>
    LateStore.begin({
      name: 'event log',
      open: async () => {
        const answer = answers[Math.min(seen.tries++, answers.length - 1)]!;
        await answer();
        return store;
      },
      patienceMs: 50,
      onChange: (reason) => seen.changes.push(reason),
    });
  return { seen, store, begin };
};
const away = (): Promise<never> => Promise.reject(new StoreUnavailable('nobody is there'));
const there = (): Promise<void> => Promise.resolve();

const until = async (holds: () => boolean): Promise<void> => {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('not within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

describe('a store that may come late', () => {
  it('is open at once where it is there, and nobody hears of it', async () => {
    const { seen, store, begin } = opening(there);
    const late = await begin();
    expect(late.store).toBe(store);
    expect(seen).toMatchObject({ tries: 1, changes: [] });
    await late.close();
    expect(seen.closed).toBe(1);
  });

  it('says that it is away until it can be opened, and is tried again and again', async () => {
    const { seen, store, begin } = opening(away, away, there);
    const late = await begin();
    expect(() => late.store).toThrow(new StoreUnavailable('the event log is away: nobody is there'));
    await until(() => seen.changes.length === 2);
    expect(seen).toMatchObject({ tries: 3, changes: ['nobody is there', null] });
    expect(late.store).toBe(store);
    await late.close();
  });

  it('does not keep the start waiting when it does not answer', async () => {
    let answer: () => void = () => undefined;
    const { seen, begin } = opening(() => new Promise<void>((resolve) => (answer = resolve)));
    const late = await begin();
    expect(() => late.store).toThrow('the event log is away: no answer within 50 ms');
    answer();
    await until(() => seen.changes.at(-1) === null);
    expect(seen.tries).toBe(1);
    await late.close();
  });

  it('fails at once for what no second try would change, and later says it and goes on trying', async () => {
    const wrong = (): Promise<never> => Promise.reject(new Error('the server is too old'));
    await expect(opening(wrong).begin()).rejects.toThrow('the server is too old');
    const { seen, begin } = opening(away, wrong, there);
    const late = await begin();
    await until(() => seen.changes.length === 3);
    expect(seen.changes).toEqual(['nobody is there', 'the server is too old', null]);
    await late.close();
  });

  it('closes what is opened after it has been closed itself', async () => {
    let answer: () => void = () => undefined;
    const { seen, begin } = opening(() => new Promise<void>((resolve) => (answer = resolve)));
    const late = await begin();
    await late.close();
    answer();
    await until(() => seen.closed === 1);
    expect(() => late.store).toThrow(StoreUnavailable);
  });
});
