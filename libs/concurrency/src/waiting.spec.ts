import { BackOff } from './backOff.js';
import { orAborted } from './orAborted.js';
import { pause } from './pause.js';
import { withinTime } from './withinTime.js';

const never = new Promise<string>(() => undefined);
const LONG = 3_600_000;

describe('a back-off', () => {
  it('doubles its pauses up to the longest, and begins anew after a success', async () => {
    const backOff = new BackOff({ firstMilliseconds: 1, longestMilliseconds: 5 });
    const pauses: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      pauses.push(backOff.nextMilliseconds);
      await backOff.pause(new AbortController().signal);
    }
    expect(pauses).toEqual([1, 2, 4, 5, 5]);
    backOff.reset();
    expect(backOff.nextMilliseconds).toBe(1);
  });

  it('does not hold up who stops', async () => {
    const backOff = new BackOff({ firstMilliseconds: LONG, longestMilliseconds: LONG });
    await expect(backOff.pause(AbortSignal.abort())).resolves.toBeUndefined();
  });
});

describe('a pause', () => {
  it('ends at once when it is aborted', async () => {
    const stop = new AbortController();
    const paused = pause(LONG, stop.signal);
    stop.abort();
    await expect(paused).resolves.toBeUndefined();
  });
});

describe('a time limit', () => {
  const tooLate = (): Error => new Error('too late');

  it('passes on what comes in time, a value or an error', async () => {
    await expect(withinTime(Promise.resolve(1), LONG, tooLate)).resolves.toBe(1);
    await expect(withinTime(Promise.reject(new Error('no')), LONG, tooLate)).rejects.toThrow('no');
  });

  it('ends with its own error what takes longer', async () => {
    await expect(withinTime(never, 1, tooLate)).rejects.toThrow('too late');
  });
});

describe('a promise or an abort', () => {
  it('is the value, while nobody aborts', async () => {
    await expect(orAborted(Promise.resolve('value'), new AbortController().signal)).resolves.toBe('value');
  });

  it('is null once somebody does, before or meanwhile', async () => {
    await expect(orAborted(never, AbortSignal.abort())).resolves.toBeNull();
    const stop = new AbortController();
    const waiting = orAborted(never, stop.signal);
    stop.abort();
    await expect(waiting).resolves.toBeNull();
  });
});
