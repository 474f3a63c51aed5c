import { LEASE_MILLISECONDS, LeaseWatch } from './leaseWatch.js';

it('sees a lease to be held only while it moves', () => {
  let now = 0;
  const watch = new LeaseWatch(() => now);
  expect(watch.isHeld(null)).toBe(false);
  expect(watch.isHeld({ owner: 'one', counter: 1 })).toBe(true);
  now += LEASE_MILLISECONDS;
  expect(watch.isHeld({ owner: 'one', counter: 1 })).toBe(false);
  expect(watch.isHeld({ owner: 'one', counter: 2 })).toBe(true);
  expect(watch.isHeld({ owner: null, counter: 3 })).toBe(false);
});
