import { setTimeout as wait } from 'node:timers/promises';
import { LINKER_LEASE, REBUILD_LEASE, type Lease, type Leases } from '#ports';
import { LEASE_MILLISECONDS } from '#projections';
import { lookIntoReadModels, ok, type Check, type Finding } from '../check.js';

const LOOK_MILLISECONDS = 250;

/** How a lease was seen over the time in which its owner must renew it. */
interface WatchedLease {
  readonly name: string;
  readonly owner: string | null;
  readonly isRenewed: boolean;
}

const counterOf = (lease: Lease | null): number => lease?.counter ?? 0;

/** Ends as soon as it is seen to move, else once it should have (docs/projection.md#leases). */
const watch = async (readModels: Leases, name: string): Promise<WatchedLease> => {
  const first = await readModels.lease(name);
  if (first?.owner == null) return { name, owner: null, isRenewed: false };
  for (let waited = 0; waited <= LEASE_MILLISECONDS; waited += LOOK_MILLISECONDS) {
    await wait(LOOK_MILLISECONDS);
    const lease = await readModels.lease(name);
    if (counterOf(lease) !== counterOf(first)) return { name, owner: lease?.owner ?? null, isRenewed: true };
  }
  return { name, owner: first.owner, isRenewed: false };
};

/** Whether projectors do the work of which one worker is enough. That none runs is no fault: the lag says whether work waits. */
export const leases: Check = {
  name: 'leases',
  look: lookIntoReadModels(async ({ readModels }): Promise<Finding> => {
    const watched = await Promise.all([LINKER_LEASE, REBUILD_LEASE].map((name) => watch(readModels, name)));
    const silent = watched.filter(({ owner, isRenewed }) => owner !== null && !isRenewed);
    if (silent.length > 0)
      return {
        verdict: 'warning',
        message: silent.map(({ name, owner }) => `${name}: ${owner} has it and does not renew it`).join('; '),
        remedy: {
          text: 'that process was killed, or stands still: the next projector that runs takes it over within 3 s',
          runbook: 'docs/runbook.md#lag-grows',
        },
      };
    const held = watched.filter(({ owner }) => owner !== null);
    if (held.length === 0) return ok('no projector is running');
    return ok(held.map(({ name, owner }) => `${name}: ${owner}`).join('; '));
  }),
};
