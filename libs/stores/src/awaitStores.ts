import type { EventLog, ReadModels } from '#ports';
import { LateStore } from './lateStore.js';
import { openEventLog, openReadModels, type StoreSettings } from './openStores.js';

export const STORE_NAMES = { log: 'event log', readModels: 'read-model store' } as const;
export type StoreName = (typeof STORE_NAMES)[keyof typeof STORE_NAMES];

/** The stores a process works with; `readModels` is null for one that has no use for them. */
export interface ProcessStores {
  readonly log: EventLog;
  readonly readModels: ReadModels | null;
  close(): Promise<void>;
}

export interface AwaitOptions {
  readonly needsReadModels: boolean;
  /** Told when a store is away at the start, and why; and (null) when it is there after all. */
  readonly onChange: (store: StoreName, reason: string | null) => void;
  /** How long the start waits for a server that does not answer (default 5 s). */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 5_000;

/** Every method of the port but `close`; each answers a promise. */
const READ_MODEL_METHODS: Record<Exclude<keyof ReadModels, 'close'>, true> = {
  openProjection: true,
  generations: true,
  put: true,
  moveCheckpoint: true,
  checkpoint: true,
  checkpoints: true,
  dropCheckpoint: true,
  holdLease: true,
  releaseLease: true,
  callOfDialog: true,
  findCalls: true,
  findLegs: true,
  recordWithCalls: true,
  poisoned: true,
  ping: true,
};

type AnyMethod = (...values: unknown[]) => Promise<unknown>;

const lateReadModels = (late: LateStore<ReadModels>): ReadModels => {
  const methods = Object.keys(READ_MODEL_METHODS).map((name): [string, AnyMethod] => [
    name,
    async (...values) => (late.store as unknown as Record<string, AnyMethod>)[name]?.(...values),
  ]);
  return { ...(Object.fromEntries(methods) as unknown as ReadModels), close: () => late.close() };
};

const lateEventLog = (late: LateStore<EventLog>): EventLog => ({
  append: async (...values) => late.store.append(...values),
  readStream: async function* (...values) {
    yield* late.store.readStream(...values);
  },
  follow: async function* (options) {
    yield* late.store.follow(options);
  },
  head: async () => late.store.head(),
  identity: async () => late.store.identity(),
  close: () => late.close(),
});

/** A file of this machine is there or not: waiting for it would hide what is wrong. */
const isEmbedded = (url: string): boolean => url === 'sqlite';

const awaitEventLog = async (settings: StoreSettings, options: AwaitOptions): Promise<EventLog> => {
  if (isEmbedded(settings.eventStoreUrl)) return openEventLog(settings);
  const { onChange, patienceMs = PATIENCE_MS } = options;
  const open = (): Promise<EventLog> => openEventLog(settings);
  const name = STORE_NAMES.log;
  return lateEventLog(await LateStore.begin({ name, open, patienceMs, onChange: (reason) => onChange(name, reason) }));
};

const awaitReadModels = async (settings: StoreSettings, options: AwaitOptions): Promise<ReadModels | null> => {
  if (!options.needsReadModels) return null;
  if (isEmbedded(settings.readModelUrl)) return openReadModels(settings);
  const { onChange, patienceMs = PATIENCE_MS } = options;
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
export const awaitStores = async (settings: StoreSettings, options: AwaitOptions): Promise<ProcessStores> => {
  const opening = [awaitEventLog(settings, options), awaitReadModels(settings, options)] as const;
  const [log, readModels] = await Promise.allSettled(opening);
  if (log.status === 'fulfilled' && readModels.status === 'fulfilled') {
    const close = async (): Promise<void> => {
      await log.value.close();
      await readModels.value?.close();
    };
    return { log: log.value, readModels: readModels.value, close };
  }
  if (log.status === 'fulfilled') await log.value.close();
  if (readModels.status === 'fulfilled') await readModels.value?.close();
  throw [log, readModels].find((result) => result.status === 'rejected')?.reason;
};
