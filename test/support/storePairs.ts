import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Fresh stores for one test: the settings that choose them, and how to remove them. */
export interface StorePair {
  readonly env: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
}

/** Every pair of stores that is there, by name. */
export const STORE_PAIRS: readonly { readonly name: string; readonly make: () => Promise<StorePair> }[] = [
  {
    name: 'SQLite + SQLite',
    make: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'call-analytics-e2e-'));
      return { env: { DATA_DIR: folder }, remove: () => rm(folder, { recursive: true, force: true }) };
    },
  },
];
