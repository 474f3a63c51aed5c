import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { findMongod } from '../test/mongod/findMongod.js';
import { startMongod } from '../test/mongod/startMongod.js';
import type { StoreName } from './options.js';

interface ReadModelsPlace {
  readonly url: string;
  /** Kept by a former run, which may have projected the log to its end. */
  readonly wereThere: boolean;
}

/** What mongod takes by itself. With less, at a million calls, it would mostly be reading and writing its pages. */
const mongodCacheGigabytes = (): number => Math.max(0.25, (totalmem() / 1024 ** 3 - 1) / 2);

/** Does the work with the read models of a kind in this folder: SQLite's, or those of a mongod (a replica set of one member). */
export const withReadModels = async <Result>(
  store: StoreName,
  folder: string,
  work: (place: ReadModelsPlace) => Promise<Result>,
): Promise<Result> => {
  if (store === 'sqlite') return work({ url: 'sqlite', wereThere: existsSync(join(folder, 'readmodels.db')) });
  const mongod = await findMongod();
  if ('reasons' in mongod) throw new Error(`no mongod could be had: ${mongod.reasons.join('; ')}. Set MONGOD_BIN`);
  const dataDir = join(folder, 'mongodb');
  const wereThere = existsSync(dataDir);
  const running = await startMongod(mongod, { dataDir, cacheGigabytes: mongodCacheGigabytes() });
  try {
    return await work({ url: `${running.url}bench`, wereThere });
  } finally {
    await running.stop();
  }
};
