import type { EventLog } from '#ports';
import { loadSettings, prepareDataDir, storesInUse, warningOfDataDir, type NewStores, type Settings } from '#settings';
import { areNewReadModels, isNewLog, openEventLog, openStores, type Stores } from '#stores';

export interface OpenLog {
  readonly settings: Settings;
  readonly log: EventLog;
}

const say = (lines: readonly string[]): void => {
  for (const line of lines) process.stderr.write(`${line}\n`);
};

/** Standard output is for what a command answers: which stores it works on is said on standard error. */
const announce = (settings: Settings, isNew: Partial<NewStores>): void => {
  const warning = warningOfDataDir(settings);
  say([...storesInUse(settings, isNew), ...(warning === null ? [] : [warning])]);
};

const readyToOpen = (): Settings => {
  const settings = loadSettings();
  prepareDataDir(settings);
  return settings;
};

/**
 * Does some work with the event log that the settings name, and closes it. The services may be running meanwhile.
 * @throws BadSettings @throws StoreUnavailable
 */
export const withEventLog = async <Result>(work: (open: OpenLog) => Promise<Result>): Promise<Result> => {
  const settings = readyToOpen();
  const log = await openEventLog(settings);
  try {
    announce(settings, { log: await isNewLog(log) });
    return await work({ settings, log });
  } finally {
    await log.close();
  }
};

/** The same with the read models too. @throws BadSettings @throws StoreUnavailable */
export const withStores = async <Result>(work: (stores: Stores) => Promise<Result>): Promise<Result> => {
  const settings = readyToOpen();
  const stores = await openStores(settings);
  try {
    announce(settings, { log: await isNewLog(stores.log), readModels: await areNewReadModels(stores.readModels) });
    return await work(stores);
  } finally {
    await stores.close();
  }
};
