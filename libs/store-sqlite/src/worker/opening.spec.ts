import { Opening } from './opening.js';

describe('an opening', () => {
  it('is done once for all who ask', async () => {
    let opened = 0;
    const opening = new Opening(() => Promise.resolve(++opened));
    expect(opening.begun).toBeNull();
    await expect(Promise.all([opening.opened(), opening.opened()])).resolves.toEqual([1, 1]);
    await expect(opening.begun).resolves.toBe(1);
  });

  it('is tried again after a failure, once, also where others still hear of the failure', async () => {
    let attempts = 0;
    const opening = new Opening(() =>
      ++attempts === 1 ? Promise.reject(new Error('locked')) : Promise.resolve('open'),
    );
    const again = opening.opened().catch(() => opening.opened());
    const other = opening.opened();
    await expect(again).resolves.toBe('open');
    await expect(other).rejects.toThrow('locked');
    await expect(opening.opened()).resolves.toBe('open');
    expect(attempts).toBe(2);
  });
});
