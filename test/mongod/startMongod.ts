import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient, MongoServerError } from 'mongodb';
import { MongoMemoryServer } from 'mongodb-memory-server-core';
import type { MongodBinary } from './findMongod.js';

/** A mongod on 127.0.0.1, the one member of its replica set. It goes when the process that started it goes. */
export interface RunningMongod {
  /** Without a database's name; stays the same over a restart. */
  readonly url: string;
  /** The id of its process. */
  readonly pid: number;
  /** SIGKILL, as a power cut would. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port, and waits until it takes writes. */
  restart(): Promise<void>;
  /** Ends it and removes its data, unless they lie in a folder that was asked for. */
  stop(): Promise<void>;
}

export interface MongodOptions {
  /** No member of a replica set: for trying how such a server is refused. */
  readonly standalone?: boolean;
  /** MongoDB's own test commands (configureFailPoint ...): to stop it at a chosen place. */
  readonly failPoints?: boolean;
  /** Where its data stay when it is stopped, to be gone on from; without it they lie in a temporary folder. */
  readonly dataDir?: string;
  /** Memory for its pages; without it as much as a test's few documents need. */
  readonly cacheGigabytes?: number;
}

const TEST_CACHE_GIGABYTES = 0.5;

const REPLICA_SET = 'tests';
const WRITABLE_WITHIN_MS = 30_000;

const ALREADY_INITIALIZED = 23;

/** Makes it the one member of its replica set; data that are gone on from know it by the port of a former start. */
const initiate = async (url: string, port: number): Promise<void> => {
  const client = await MongoClient.connect(url, { directConnection: true });
  const admin = client.db('admin');
  const config = { _id: REPLICA_SET, members: [{ _id: 0, host: `127.0.0.1:${port}` }] };
  try {
    await admin.command({ replSetInitiate: config });
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== ALREADY_INITIALIZED) throw error;
    const { config: known } = (await admin.command({ replSetGetConfig: 1 })) as { config: object };
    await admin.command({ replSetReconfig: { ...known, ...config }, force: true });
  } finally {
    await client.close();
  }
};

/** A member of a replica set is elected some time after it has started. */
const untilWritable = async (url: string): Promise<void> => {
  const client = await MongoClient.connect(url, { directConnection: true });
  const limit = Date.now() + WRITABLE_WITHIN_MS;
  try {
    while ((await client.db('admin').command({ hello: 1 }))['isWritablePrimary'] !== true) {
      if (Date.now() > limit) throw new Error(`mongod takes no writes after ${WRITABLE_WITHIN_MS} ms`);
      await wait(20);
    }
  } finally {
    await client.close();
  }
};

class OwnMongod implements RunningMongod {
  #server: MongoMemoryServer | null = null;
  #port = 0;

  constructor(
    private readonly binary: MongodBinary,
    private readonly dbPath: string,
    private readonly options: MongodOptions,
  ) {}

  get url(): string {
    return `mongodb://127.0.0.1:${this.#port}/`;
  }

  get pid(): number {
    return this.#server?.instanceInfo?.instance.mongodProcess?.pid ?? 0;
  }

  async start(): Promise<void> {
    const isNew = this.#port === 0;
    this.#server = await MongoMemoryServer.create({
      binary: { systemBinary: this.binary.path, version: this.binary.version, checkMD5: false },
      instance: {
        ip: '127.0.0.1',
        dbPath: this.dbPath,
        storageEngine: 'wiredTiger',
        launchTimeout: WRITABLE_WITHIN_MS,
        args: [
          '--wiredTigerCacheSizeGB',
          String(this.options.cacheGigabytes ?? TEST_CACHE_GIGABYTES),
          ...(this.options.failPoints === true ? ['--setParameter', 'enableTestCommands=1'] : []),
        ],
        ...(isNew ? {} : { port: this.#port, portGeneration: false }),
        ...(this.options.standalone === true ? {} : { replSet: REPLICA_SET }),
      },
    });
    this.#port = this.#server.instanceInfo!.port;
    if (isNew && this.options.standalone !== true) await initiate(this.url, this.#port);
    await untilWritable(this.url);
  }

  async kill(): Promise<void> {
    const child = this.#server?.instanceInfo?.instance.mongodProcess;
    if (child?.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async restart(): Promise<void> {
    await this.#server?.stop({ doCleanup: false });
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#server?.stop({ doCleanup: false });
    if (this.options.dataDir === undefined) await rm(this.dbPath, { recursive: true, force: true });
  }
}

/** Starts a server of its own. To be stopped by whoever started it. */
export const startMongod = async (binary: MongodBinary, options: MongodOptions = {}): Promise<RunningMongod> => {
  const dbPath = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'call-analytics-mongod-')));
  await mkdir(dbPath, { recursive: true });
  const mongod = new OwnMongod(binary, dbPath, options);
  try {
    await mongod.start();
  } catch (error) {
    await mongod.stop();
    throw error;
  }
  return mongod;
};
