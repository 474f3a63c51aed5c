import { assertWanted, whileWanted, type StopFlag } from './stopFlag.js';

const left = new Error('the client has left');

describe('a question that may be given up', () => {
  it('is answered while somebody waits', async () => {
    const { signal } = new AbortController();
    const ask = (stop: StopFlag): Promise<string> => {
      assertWanted(stop);
      return Promise.resolve('found');
    };
    await expect(whileWanted(signal, ask)).resolves.toBe('found');
    await expect(whileWanted(undefined, ask)).resolves.toBe('found');
  });

  it('is not even asked when nobody waits from the start', async () => {
    let asked = false;
    const ask = (): Promise<void> => {
      asked = true;
      return Promise.resolve();
    };
    await expect(whileWanted(AbortSignal.abort(left), ask)).rejects.toBe(left);
    expect(asked).toBe(false);
  });

  it('is not read for once nobody waits any more, and fails with the reason', async () => {
    const waiting = new AbortController();
    const asked = whileWanted(waiting.signal, async (stop) => {
      await Promise.resolve(); // it waits for its turn
      assertWanted(stop);
      return 'found';
    });
    waiting.abort(left);
    await expect(asked).rejects.toBe(left);
  });

  it('fails with its own error where that is why', async () => {
    const { signal } = new AbortController();
    await expect(whileWanted(signal, () => Promise.reject(new Error('no such table')))).rejects.toThrow(
      'no such table',
    );
  });
});
