import type { LogInspection, StoreInspection } from '#ports';
import { eventLogAdapter, readModelAdapter } from './openStores.js';
import type { StoreSettings } from './storeSettings.js';

/**
 * Looks at the event log that EVENT_STORE_URL names, and changes nothing.
 * @param now milliseconds since the epoch
 * @throws Error as openEventLog
 */
export const inspectEventLog = async (
  { eventStoreUrl: url, dataDir }: Pick<StoreSettings, 'eventStoreUrl' | 'dataDir'>,
  now: number,
): Promise<LogInspection> =>
  eventLogAdapter(url, {
    sqlite: async () => (await import('#store-sqlite')).inspectSqliteEventLog({ dataDir, now }),
    eventstoredb: async () => (await import('#store-eventstoredb')).inspectEventStoreLog({ url }),
  });

/** Looks at the read models that READ_MODEL_URL names, and changes nothing. @throws Error as openReadModels */
export const inspectReadModels = async ({
  readModelUrl: url,
  dataDir,
}: Pick<StoreSettings, 'readModelUrl' | 'dataDir'>): Promise<StoreInspection> =>
  readModelAdapter(url, {
    sqlite: async () => (await import('#store-sqlite')).inspectSqliteReadModels({ dataDir }),
    mongodb: async () => (await import('#store-mongodb')).inspectMongoReadModels({ url }),
  });
