import { accessSync, constants, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BadSettings, type Settings } from './readSettings.js';

const READABLE_BY_OTHERS = 0o044;
const OPEN_TO_OTHERS = 0o011;

/** From now on what this process makes is its user's alone: folders 0700, files 0600. Windows has no such thing and takes no notice. */
export const keepToOwner = (): void => void process.umask(0o077);

type DataSettings = Pick<Settings, 'dataDir' | 'eventStoreUrl' | 'readModelUrl' | 'ingestSpool'>;

const isNeeded = ({ eventStoreUrl, readModelUrl, ingestSpool }: DataSettings): boolean =>
  [eventStoreUrl, readModelUrl].includes('sqlite') || ingestSpool;

const databasesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .map((name) => join(folder, name));

/**
 * Makes DATA_DIR where a store lies in it, and sees that it can be written.
 * @throws BadSettings it cannot, with its path
 */
export const prepareDataDir = (settings: DataSettings): void => {
  if (!isNeeded(settings)) return;
  const folder = resolve(settings.dataDir);
  try {
    mkdirSync(folder, { recursive: true });
    for (const path of [folder, ...databasesIn(folder)]) accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new BadSettings([
      `DATA_DIR: got "${settings.dataDir}", which cannot be written: ${(error as Error).message}`,
    ]);
  }
};

/** A warning where other users of this machine can read databases in DATA_DIR, with what to do; null where they cannot. */
export const warningOfDataDir = ({ dataDir }: Pick<Settings, 'dataDir'>): string | null => {
  const folder = resolve(dataDir);
  const mode = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if (process.platform === 'win32' || (mode(folder) & OPEN_TO_OTHERS) === 0) return null;
  if (!databasesIn(folder).some((file) => (mode(file) & READABLE_BY_OTHERS) !== 0)) return null;
  return `DATA_DIR: others on this machine can read the databases in ${folder}, which hold personal data: chmod -R go-rwx ${folder}`;
};
