import type { EventLog, ReadModels } from '#ports';
import { LateStore } from './lateStore.js';
import { isEmbedded, openEventLog, openReadModels } from './openStores.js';
import type { StoreSettings } from './storeSettings.js';
import { shareStores, type SharedStores } from './sharedStores.js';

export const STORE_NAMES = { log: 'event log', readModels: 'read-model store' } as const;
export type StoreName = (typeof STORE_NAMES)[keyof typeof STORE_NAMES];

/** The stores a process works with; `readModels` is null for one that has no use for them. */
export interface ProcessStores {
  readonly log: EventLog;
  readonly readModels: ReadModels | null;
  /** What another thread of this process needs to open the same stores (awaitSharedStores). */
  share(): SharedStores;
  close(): Promise<void>;
}

/** Opens a store that is a file of this machine. */
export interface EmbeddedOpeners {
  readonly log: () => Promise<EventLog>;
  readonly readModels: () => Promise<ReadModels>;
}

export interface AwaitOptions {
  readonly needsReadModels: boolean;
  /** Called when a store is away at the start, with the reason, and (with null) when it is there after all. */
  readonly onChange: (store: StoreName, reason: string | null) => void;
  /** How long the start waits for a server that does not answer (default 5 s). */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 5_000;

type AnyMethod = (...values: unknown[]) => Promise<unknown>;

/** What others ask any object for and a port has not: whether it is a promise, and the life-cycle hooks of Nest. */
const NO_METHOD_OF_A_PORT = /^(then$|on[A-Z]|before[A-Z])/;

/** Every method of the ports answers a promise: it can be passed on to the store, or reject because there is none yet. */
const lateReadModels = (late: LateStore<ReadModels>): ReadModels => {
  const methodOf = (name: string | symbol): AnyMethod | undefined => {
    if (name === 'close') return () => late.close();
    if (typeof name === 'symbol' || NO_METHOD_OF_A_PORT.test(name)) return undefined;
    return async (...values) => (late.store as unknown as Record<string, AnyMethod>)[name]?.(...values);
  };
  return new Proxy({} as ReadModels, { get: (_store, name) => methodOf(name) });
};

const lateEventLog = (late: LateStore<EventLog>): EventLog => ({
  append: async (...values) => late.store.append(...values),
  readStream: async function* (...values) {
    yield* late.store.readStream(...values);
  },
  follow: async function* (options) {
    yield* late.store.follow(options);
  },
  scanStreams: () => null, // only servers are waited for
  head: async () => late.store.head(),
  countAfter: async (position) => late.store.countAfter(position),
  identity: async () => late.store.identity(),
  close: () => late.close(),
});

const awaitEventLog = async (
  settings: StoreSettings,
  { onChange, patienceMs = PATIENCE_MS }: AwaitOptions,
  openEmbedded: EmbeddedOpeners['log'],
): Promise<EventLog> => {
  // a file of this machine is there or not: waiting for it would hide what is wrong
  if (isEmbedded(settings.eventStoreUrl)) return openEmbedded();
  const open = (): Promise<EventLog> => openEventLog(settings);
  const name = STORE_NAMES.log;
  return lateEventLog(await LateStore.begin({ name, open, patienceMs, onChange: (reason) => onChange(name, reason) }));
};

const awaitReadModels = async (
  settings: StoreSettings,
  { needsReadModels, onChange, patienceMs = PATIENCE_MS }: AwaitOptions,
  openEmbedded: EmbeddedOpeners['readModels'],
): Promise<ReadModels | null> => {
  if (!needsReadModels) return null;
  if (isEmbedded(settings.readModelUrl)) return openEmbedded();
  const open = (): Promise<ReadModels> => openReadModels(settings);
  const name = STORE_NAMES.readModels;
  return lateReadModels(
    await LateStore.begin({ name, open, patienceMs, onChange: (reason) => onChange(name, reason) }),
  );
};

/**
 * Opens the stores of a process. One on a server that is away does not keep the process from starting: each of its calls fails with
 * StoreUnavailable at once until it could be opened, which is tried again and again.
 * @throws Error what more trying would not change: a URL, credentials, a server's version, a file; the message says what to do
 */
export const awaitStores = async (
  settings: StoreSettings,
  options: AwaitOptions,
  embedded: EmbeddedOpeners = { log: () => openEventLog(settings), readModels: () => openReadModels(settings) },
): Promise<ProcessStores> => {
  const opening = [
    awaitEventLog(settings, options, embedded.log),
    awaitReadModels(settings, options, embedded.readModels),
  ] as const;
  const [log, readModels] = await Promise.allSettled(opening);
  if (log.status === 'fulfilled' && readModels.status === 'fulfilled') {
    const close = async (): Promise<void> => {
      await log.value.close();
      await readModels.value?.close();
    };
    return { log: log.value, readModels: readModels.value, share: () => shareStores(log.value, settings), close };
  }
  if (log.status === 'fulfilled') await log.value.close();
  if (readModels.status === 'fulfilled') await readModels.value?.close();
  throw [log, readModels].find((result) => result.status === 'rejected')?.reason;
};

/** Opens what another thread has open, in this one, which serves nobody else. Throws as `awaitStores` does. */
export const awaitSharedStores = ({ settings, log }: SharedStores, options: AwaitOptions): Promise<ProcessStores> =>
  awaitStores(settings, options, {
    log: async () => (log === null ? openEventLog(settings) : (await import('#store-sqlite')).openSharedEventLog(log)),
    readModels: async () => (await import('#store-sqlite')).openReadModelsToWrite(settings),
  });
