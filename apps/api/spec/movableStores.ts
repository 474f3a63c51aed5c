import type { Checkpoint, EventLog, Generation, ReadModels } from '#ports';

/** What a test sets of how far the projections have come; the rest comes from the stores it stands before. */
export interface ProgressOverrides {
  generations?: () => Promise<readonly Generation[]>;
  logIdentity?: string;
  head?: string;
  linker?: Checkpoint;
  partitions?: readonly Checkpoint[];
}

/** A store with some of its methods answered by hand. */
const over = <Store extends object>(store: Store, methods: () => Partial<Store>): Store =>
  new Proxy(store, {
    get(target, name) {
      const own = Reflect.get(methods(), name) as unknown;
      const value = own ?? Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

export const movableLog = (log: EventLog, progress: () => ProgressOverrides): EventLog =>
  over(log, () => {
    const { head, logIdentity } = progress();
    return {
      ...(logIdentity === undefined ? {} : { identity: () => Promise.resolve(logIdentity) }),
      // positions made up for a test stand nowhere in the log
      ...(head === undefined ? {} : { head: () => Promise.resolve(head), countAfter: () => Promise.resolve(7) }),
    };
  });

export const movableReadModels = (readModels: ReadModels, progress: () => ProgressOverrides): ReadModels =>
  over(readModels, () => {
    const { generations, linker, partitions } = progress();
    if (generations !== undefined) return { generations };
    if (linker === undefined || partitions === undefined) return {};
    return { checkpoints: (generation) => Promise.resolve(generation === null ? [linker] : partitions) };
  });
