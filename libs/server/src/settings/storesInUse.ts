import { resolve } from 'node:path';
import { hideCredentials } from './hideCredentials.js';
import type { Settings } from './readSettings.js';

/** Whether a store holds nothing yet; null where that is not known, because it is away. */
export interface NewStores {
  readonly log: boolean | null;
  readonly readModels: boolean | null;
}

type StoreSettings = Pick<Settings, 'eventStoreUrl' | 'readModelUrl' | 'dataDir'>;

const described = (url: string, dataDir: string): string =>
  url === 'sqlite' ? `SQLite in ${resolve(dataDir)}` : hideCredentials(url);

const newness = (isNew: boolean | null): string => (isNew === true ? ' (new: it holds nothing yet)' : '');

/** Which stores a process works on, a line each, for whoever started it. `readModels: undefined`: it uses none. */
export const storesInUse = (
  { eventStoreUrl, readModelUrl, dataDir }: StoreSettings,
  isNew: Partial<NewStores>,
): string[] => [
  `event log: ${described(eventStoreUrl, dataDir)}${newness(isNew.log ?? null)}`,
  ...(isNew.readModels === undefined
    ? []
    : [`read models: ${described(readModelUrl, dataDir)}${newness(isNew.readModels)}`]),
];
