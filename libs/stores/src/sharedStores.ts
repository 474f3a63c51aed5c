import type { MessagePort } from 'node:worker_threads';
import type { EventLog } from '#ports';
import type { SharedEventLog, SqliteEventLogHost } from '#store-sqlite';
import type { StoreSettings } from './storeSettings.js';

/** Stores that another thread of this process has open; its `transfer` list goes along with it. */
export interface SharedStores {
  readonly settings: StoreSettings;
  /** Null where the log is not the embedded one: then every thread has a client of its own. */
  readonly log: SharedEventLog | null;
  readonly transfer: readonly MessagePort[];
}

const isSharable = (log: EventLog): log is SqliteEventLogHost => 'share' in log;

/** Gives out what `awaitSharedStores` takes, as data that can be sent to another thread. */
export const shareStores = (log: EventLog, { eventStoreUrl, readModelUrl, dataDir }: StoreSettings): SharedStores => {
  const settings = { eventStoreUrl, readModelUrl, dataDir };
  if (!isSharable(log)) return { settings, log: null, transfer: [] };
  const shared = log.share();
  return { settings, log: shared, transfer: [shared.writer] };
};
