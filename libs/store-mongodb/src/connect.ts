import { MongoClient, MongoError, MongoServerError, type Db, type MongoClientOptions } from 'mongodb';
import { asPortError, hideUserInfo } from './mongoErrors.js';

/** The oldest server this adapter is tested with. */
const OLDEST_SERVER = [6, 0] as const;

const DEFAULT_DATABASE = 'call_analytics';

/** A request or a health check learns soon that nobody answers, and most failovers are over by then. */
const DEFAULT_OPTIONS = {
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 3_000,
  waitQueueTimeoutMS: 10_000,
  // without it, a server that is frozen would be waited for without end
  socketTimeoutMS: 60_000,
  // what is stored was encoded by this program: to look at each character once more would take a sixth of an export
  enableUtf8Validation: false,
  appName: 'call-analytics',
} as const satisfies MongoClientOptions;

/**
 * Whatever the URL says: transactions are for primaries only, decisions on an old checkpoint or generation of a secondary would be wrong, and
 * what is projected is read at once, not only when a majority has it on the disk
 * (docs/decisions/0066-mongodb-documents-wait-for-no-disk.md).
 */
const FIXED_OPTIONS = { readPreference: 'primary', readConcernLevel: 'local' } as const satisfies MongoClientOptions;

export interface Connection {
  readonly client: MongoClient;
  readonly db: Db;
}

/** The default options that the URL does not name: the driver prefers options to the URL. */
const optionsFor = (url: string): MongoClientOptions => {
  const named = new Set([...new URLSearchParams(url.split('?')[1] ?? '').keys()].map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(DEFAULT_OPTIONS).filter(([name]) => !named.has(name.toLowerCase())));
};

const namesDatabase = (url: string): boolean => /^[a-z+]+:\/\/[^/?]+\/[^?]+/i.test(url);

/** The driver's message about a URL that it cannot read may quote it: it is passed on without what stands before the `@`. */
const newClient = (url: string): MongoClient => {
  try {
    return new MongoClient(url, { ...optionsFor(url), ...FIXED_OPTIONS });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const secret = /:\/\/([^\s?]*)@/.exec(url)?.[1];
    const safe = secret === undefined ? message : message.replaceAll(secret, '***');
    // the driver's error may hold the password: it is not passed on as a cause
    throw new Error(
      `the MongoDB URL cannot be used: ${hideUserInfo(safe)}. It looks like mongodb://user:password@host:27017/database`,
    );
  }
};

const assertNotTooOld = async (db: Db): Promise<void> => {
  const { version } = (await db.command({ buildInfo: 1 })) as { version: string };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_SERVER;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Error(
    `the MongoDB server is version ${version}; the read models need ${OLDEST_SERVER.join('.')} or newer: upgrade the server, or set READ_MODEL_URL to another one`,
  );
};

/** Documents and checkpoint are written in one transaction, which only members of a replica set, and mongos, can do. */
const assertHasTransactions = async (db: Db): Promise<void> => {
  const { setName, msg } = await db.command({ hello: 1 });
  if (setName !== undefined || msg === 'isdbgrid') return;
  throw new Error(
    'the MongoDB server is a standalone one; the read models need a replica set, of which one member will do. ' +
      "Restart it as `mongod --replSet rs0` (its other options unchanged), then run `mongosh --eval 'rs.initiate()'` once: its data stay",
  );
};

/** What to do about an error that trying again does not mend; null: trying again may help. */
const adviceFor = (error: unknown): string | null => {
  if (!(error instanceof MongoError)) return null;
  const code = error instanceof MongoServerError ? error.code : null;
  if (code === 18) return 'user name, password or authSource of the MongoDB URL are not right';
  if (code === 13) return 'the user of the MongoDB URL may not do this: grant it the role readWrite on the database';
  if (error.name === 'MongoCompatibilityError') {
    return `the MongoDB server is too old; the read models need ${OLDEST_SERVER.join('.')} or newer: upgrade the server`;
  }
  return null;
};

/** Adds to an error of the start what to do about it. */
export const explained = (error: unknown): unknown => {
  const advice = adviceFor(error);
  return advice === null
    ? asPortError(error)
    : new Error(`${advice} (${hideUserInfo((error as Error).message)})`, { cause: error });
};

/**
 * Connects, and makes sure that the server can do what is needed.
 * @throws StoreUnavailable nobody answers
 * @throws Error the URL, the credentials or the server (its version, or a standalone one) will not do; the message says what to do, never with credentials
 */
export const connect = async (url: string): Promise<Connection> => {
  const client = newClient(url);
  try {
    const db = client.db(namesDatabase(url) ? undefined : DEFAULT_DATABASE);
    await assertHasTransactions(db);
    await assertNotTooOld(db);
    return { client, db };
  } catch (error) {
    await client.close();
    throw explained(error);
  }
};
