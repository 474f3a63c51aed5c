import type { EventLog, ReadModels } from '#ports';

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
  close(): Promise<void>;
}

/** Adapters that are planned, by variable and by what its value begins with. */
const NOT_BUILT_IN_YET = {
  EVENT_STORE_URL: ['kurrentdb://', 'kurrentdb+discover://', 'esdb://', 'esdb+discover://'],
  READ_MODEL_URL: ['mongodb://', 'mongodb+srv://'],
} as const;

/** A URL may hold a password: only what stands before its `//` is repeated. */
const withoutCredentials = (url: string): string => {
  const schemeEnd = url.indexOf('://');
  return schemeEnd === -1 ? url : `${url.slice(0, schemeEnd)}://...`;
};

const refuse = (variable: keyof typeof NOT_BUILT_IN_YET, url: string): Error => {
  const planned = NOT_BUILT_IN_YET[variable].some((scheme) => url.startsWith(scheme));
  const reason = planned ? ', which is not built in yet' : '';
  return new Error(`${variable} is "${withoutCredentials(url)}"${reason}; it takes "sqlite"`);
};

/**
 * Opens the event log that EVENT_STORE_URL names.
 * @throws Error for a value that names no adapter; the message says what it takes
 * @throws StoreUnavailable
 */
export const openEventLog = async (settings: Pick<StoreSettings, 'eventStoreUrl' | 'dataDir'>): Promise<EventLog> => {
  if (settings.eventStoreUrl !== 'sqlite') throw refuse('EVENT_STORE_URL', settings.eventStoreUrl);
  const { openSqliteEventLog } = await import('#store-sqlite');
  return openSqliteEventLog({ dataDir: settings.dataDir });
};

/**
 * Opens the read models that READ_MODEL_URL names.
 * @throws Error for a value that names no adapter; the message says what it takes
 * @throws StoreUnavailable
 */
export const openReadModels = async (
  settings: Pick<StoreSettings, 'readModelUrl' | 'dataDir'>,
): Promise<ReadModels> => {
  if (settings.readModelUrl !== 'sqlite') throw refuse('READ_MODEL_URL', settings.readModelUrl);
  const { openSqliteReadModels } = await import('#store-sqlite');
  return openSqliteReadModels({ dataDir: settings.dataDir });
};

/** Opens both; where one cannot be opened, neither stays open. Throws as the two do. */
export const openStores = async (settings: StoreSettings): Promise<Stores> => {
  const log = await openEventLog(settings);
  try {
    const readModels = await openReadModels(settings);
    const close = async (): Promise<void> => {
      await log.close();
      await readModels.close();
    };
    return { log, readModels, close };
  } catch (error) {
    await log.close();
    throw error;
  }
};
