import type { MessagePort } from 'node:worker_threads';
import type { EventLog, ReadModels } from '#ports';
import type { SharedEventLog, SqliteEventLogHost } from '#store-sqlite';

export interface StoreSettings {
  /** EVENT_STORE_URL */
  readonly eventStoreUrl: string;
  /** READ_MODEL_URL */
  readonly readModelUrl: string;
  /** DATA_DIR: folder of the embedded stores. */
  readonly dataDir: string;
}

export interface Stores {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  /** What another thread of this process needs to open the same stores (`openSharedStores`). */
  share(): SharedStores;
  close(): Promise<void>;
}

/** Stores of another thread; its `transfer` list goes along with it. */
export interface SharedStores {
  readonly settings: StoreSettings;
  /** Null where the log is not the embedded one: then every thread has a client of its own. */
  readonly log: SharedEventLog | null;
  readonly transfer: readonly MessagePort[];
}

const EVENT_STORE_SCHEMES = ['kurrentdb://', 'kurrentdb+discover://', 'esdb://', 'esdb+discover://'];
const READ_MODEL_SCHEMES = ['mongodb://', 'mongodb+srv://'];

const hasScheme = (url: string, schemes: readonly string[]): boolean =>
  schemes.some((scheme) => url.startsWith(scheme));

/** A URL may hold a password: only what stands before its `//` is repeated. */
const withoutCredentials = (url: string): string => {
  const schemeEnd = url.indexOf('://');
  return schemeEnd === -1 ? url : `${url.slice(0, schemeEnd)}://...`;
};

const refuse = (variable: string, url: string, schemes: readonly string[]): Error =>
  new Error(`${variable} is "${withoutCredentials(url)}"; it takes "sqlite", or a URL with ${schemes.join(', ')}`);

/**
 * Opens the event log that EVENT_STORE_URL names. A driver is loaded only when it is chosen.
 * @throws Error for a value that names no adapter; the message says what it takes
 * @throws StoreUnavailable
 */
export const openEventLog = async ({
  eventStoreUrl: url,
  dataDir,
}: Pick<StoreSettings, 'eventStoreUrl' | 'dataDir'>): Promise<EventLog> => {
  if (url === 'sqlite') return (await import('#store-sqlite')).openSqliteEventLog({ dataDir });
  if (hasScheme(url, EVENT_STORE_SCHEMES)) return (await import('#store-eventstoredb')).openEventStoreLog({ url });
  throw refuse('EVENT_STORE_URL', url, EVENT_STORE_SCHEMES);
};

/**
 * Opens the read models that READ_MODEL_URL names. A driver is loaded only when it is chosen.
 * @throws Error for a value that names no adapter; the message says what it takes
 * @throws StoreUnavailable
 */
export const openReadModels = async ({
  readModelUrl: url,
  dataDir,
}: Pick<StoreSettings, 'readModelUrl' | 'dataDir'>): Promise<ReadModels> => {
  if (url === 'sqlite') return (await import('#store-sqlite')).openSqliteReadModels({ dataDir });
  if (hasScheme(url, READ_MODEL_SCHEMES)) return (await import('#store-mongodb')).openMongoReadModels({ url });
  throw refuse('READ_MODEL_URL', url, READ_MODEL_SCHEMES);
};

const settingsOf = ({ eventStoreUrl, readModelUrl, dataDir }: StoreSettings): StoreSettings => ({
  eventStoreUrl,
  readModelUrl,
  dataDir,
});

const share = (log: EventLog, settings: StoreSettings): SharedStores => {
  if (!('share' in log)) return { settings: settingsOf(settings), log: null, transfer: [] };
  const shared = (log as SqliteEventLogHost).share();
  return { settings: settingsOf(settings), log: shared, transfer: [shared.writer] };
};

/** Both, or neither: where the read models cannot be opened, the log is closed again. */
const bothOf = async (log: EventLog, settings: StoreSettings, opening: Promise<ReadModels>): Promise<Stores> => {
  try {
    const readModels = await opening;
    const close = async (): Promise<void> => {
      await log.close();
      await readModels.close();
    };
    return { log, readModels, share: () => share(log, settings), close };
  } catch (error) {
    await log.close();
    throw error;
  }
};

/** Opens both; where one cannot be opened, neither stays open. Throws as the two do. */
export const openStores = async (settings: StoreSettings): Promise<Stores> => {
  const log = await openEventLog(settings);
  return bothOf(log, settings, openReadModels(settings));
};

const openSharedLog = async ({ settings, log }: SharedStores): Promise<EventLog> =>
  log === null ? openEventLog(settings) : (await import('#store-sqlite')).openSharedEventLog(log);

const openReadModelsHere = async (settings: StoreSettings): Promise<ReadModels> =>
  settings.readModelUrl === 'sqlite'
    ? (await import('#store-sqlite')).openReadModelsToWrite(settings)
    : openReadModels(settings);

/** Opens what another thread of this process has open, in this one, which serves nobody else. Throws as `openStores` does. */
export const openSharedStores = async (shared: SharedStores): Promise<Stores> => {
  const log = await openSharedLog(shared);
  return bothOf(log, shared.settings, openReadModelsHere(shared.settings));
};
