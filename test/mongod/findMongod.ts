import { join } from 'node:path';
import { MongoBinary } from 'mongodb-memory-server-core/lib/util/MongoBinary.js';
import { cacheFolder, mongodOfPackage, versionOf } from './mongodPackage.js';

/** A server program the tests may start. */
export interface MongodBinary {
  readonly path: string;
  /** E.g. 6.0.5. */
  readonly version: string;
}

/** Why there is none, for the notice. */
export interface NoMongod {
  readonly reasons: readonly string[];
}

type Way = readonly [name: string, find: () => Promise<string>];

/** What mongodb-memory-server fetches when nothing else is there. */
const DOWNLOADED_VERSION = '7.0.24';

const WAYS: readonly Way[] = [
  ['the Python package', mongodOfPackage],
  [
    "mongodb-memory-server's download",
    () => MongoBinary.getPath({ version: DOWNLOADED_VERSION, downloadDir: join(cacheFolder(), 'mongodb-binaries') }),
  ],
];

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;

const firstThatWorks = async (ways: readonly Way[]): Promise<MongodBinary | NoMongod> => {
  const reasons: string[] = [];
  for (const [name, find] of ways) {
    try {
      const path = await find();
      return { path, version: await versionOf(path) };
    } catch (error) {
      reasons.push(`${name}: ${firstLine(error)}`);
    }
  }
  return { reasons };
};

let found: Promise<MongodBinary | NoMongod> | undefined;

/** MONGOD_BIN when set (then nothing else will do), else a mongod that can be fetched. Looked for once a test file. */
export const findMongod = (): Promise<MongodBinary | NoMongod> => {
  const given = process.env['MONGOD_BIN'] ?? '';
  found ??= firstThatWorks(given === '' ? WAYS : [[`MONGOD_BIN=${given}`, () => Promise.resolve(given)]]);
  return found;
};
