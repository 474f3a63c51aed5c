import { join } from 'node:path';
import type { EventLog, ReadModels, Spool } from '#ports';
import { shareStores, type SharedStores } from './sharedStores.js';
import type { StoreSettings } from './storeSettings.js';

export interface Stores {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  /** What another thread of this process needs to open the same stores (awaitSharedStores). */
  share(): SharedStores;
  close(): Promise<void>;
}

const EVENT_STORE_SCHEMES = ['kurrentdb://', 'kurrentdb+discover://', 'esdb://', 'esdb+discover://'];
const READ_MODEL_SCHEMES = ['mongodb://', 'mongodb+srv://'];

const hasScheme = (url: string, schemes: readonly string[]): boolean =>
  schemes.some((scheme) => url.startsWith(scheme));

/** Whether this is a store in a file of this machine, and not on a server. */
export const isEmbedded = (url: string): boolean => url === 'sqlite';

/** A URL may hold a password: only what stands before its `//` is repeated. */
const withoutCredentials = (url: string): string => {
  const schemeEnd = url.indexOf('://');
  return schemeEnd === -1 ? url : `${url.slice(0, schemeEnd)}://...`;
};

const refuse = (variable: string, url: string, schemes: readonly string[]): Error =>
  new Error(`${variable} is "${withoutCredentials(url)}"; it takes "sqlite", or a URL with ${schemes.join(', ')}`);

/** Calls the one that a value of EVENT_STORE_URL names. @throws Error it names none; the message says what it takes */
export const eventLogAdapter = <Answer>(
  url: string,
  adapters: { readonly sqlite: () => Answer; readonly eventstoredb: () => Answer },
): Answer => {
  if (isEmbedded(url)) return adapters.sqlite();
  if (hasScheme(url, EVENT_STORE_SCHEMES)) return adapters.eventstoredb();
  throw refuse('EVENT_STORE_URL', url, EVENT_STORE_SCHEMES);
};

/** The same of READ_MODEL_URL. */
export const readModelAdapter = <Answer>(
  url: string,
  adapters: { readonly sqlite: () => Answer; readonly mongodb: () => Answer },
): Answer => {
  if (isEmbedded(url)) return adapters.sqlite();
  if (hasScheme(url, READ_MODEL_SCHEMES)) return adapters.mongodb();
  throw refuse('READ_MODEL_URL', url, READ_MODEL_SCHEMES);
};

/**
 * Opens the event log that EVENT_STORE_URL names. A driver is loaded only when it is chosen.
 * @throws Error for a value that names no adapter; the message says what it takes
 * @throws StoreUnavailable
 */
export const openEventLog = async ({
  eventStoreUrl: url,
  dataDir,
}: Pick<StoreSettings, 'eventStoreUrl' | 'dataDir'>): Promise<EventLog> =>
  eventLogAdapter(url, {
    sqlite: async () => (await import('#store-sqlite')).openSqliteEventLog({ dataDir }),
    eventstoredb: async () => (await import('#store-eventstoredb')).openEventStoreLog({ url }),
  });

/**
 * Opens the read models that READ_MODEL_URL names. A driver is loaded only when it is chosen.
 * @throws Error for a value that names no adapter; the message says what it takes
 * @throws StoreUnavailable
 */
export const openReadModels = async ({
  readModelUrl: url,
  dataDir,
}: Pick<StoreSettings, 'readModelUrl' | 'dataDir'>): Promise<ReadModels> =>
  readModelAdapter(url, {
    sqlite: async () => (await import('#store-sqlite')).openSqliteReadModels({ dataDir }),
    mongodb: async () => (await import('#store-mongodb')).openMongoReadModels({ url }),
  });

/**
 * The same for a thread that serves nobody else and only reads: where they are files of this machine, it reads them itself and is held up
 * meanwhile. What is missing on a server is not made. Throws as `openReadModels` does.
 */
export const openReadModelsToRead = async ({
  readModelUrl: url,
  dataDir,
}: Pick<StoreSettings, 'readModelUrl' | 'dataDir'>): Promise<ReadModels> =>
  readModelAdapter(url, {
    sqlite: async () => (await import('#store-sqlite')).openReadModelsToRead({ dataDir }),
    mongodb: async () => (await import('#store-mongodb')).openMongoReadModels({ url, onlyToRead: true }),
  });

/** Opens the spool in DATA_DIR, which one process at a time can have. @throws StoreUnavailable @throws SpoolInUse */
export const openSpool = async ({ dataDir }: Pick<StoreSettings, 'dataDir'>): Promise<Spool> =>
  (await import('#store-sqlite')).openSqliteSpool(spoolFolder(dataDir));

/** Where the spool lies, if there is one. */
export const spoolFolder = (dataDir: string): string => join(dataDir, 'spool');

/** Opens both; where one cannot be opened, neither stays open. Throws as the two do. */
export const openStores = async (settings: StoreSettings): Promise<Stores> => {
  const log = await openEventLog(settings);
  try {
    const readModels = await openReadModels(settings);
    const close = async (): Promise<void> => {
      await log.close();
      await readModels.close();
    };
    return { log, readModels, share: () => shareStores(log, settings), close };
  } catch (error) {
    await log.close();
    throw error;
  }
};
