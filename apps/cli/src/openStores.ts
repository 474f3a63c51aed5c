import type { EventLog } from '#ports';
import { loadSettings, type Settings } from '#settings';
import { openEventLog, openStores, type Stores } from '#stores';

export interface OpenLog {
  readonly settings: Settings;
  readonly log: EventLog;
}

/**
 * Does some work with the event log that the settings name, and closes it. The services may be running meanwhile.
 * @throws BadSettings @throws StoreUnavailable
 */
export const withEventLog = async <Result>(work: (open: OpenLog) => Promise<Result>): Promise<Result> => {
  const settings = loadSettings();
  const log = await openEventLog(settings);
  try {
    return await work({ settings, log });
  } finally {
    await log.close();
  }
};

/** The same with the read models too. @throws BadSettings @throws StoreUnavailable */
export const withStores = async <Result>(work: (stores: Stores) => Promise<Result>): Promise<Result> => {
  const stores = await openStores(loadSettings());
  try {
    return await work(stores);
  } finally {
    await stores.close();
  }
};
