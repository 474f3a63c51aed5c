import { inspect } from 'node:util';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Rules } from '#domain';
import { areNewReadModels, awaitStores, isNewLog, type ProcessStores, type StoreName } from '#stores';
import { createServer } from './createServer.js';
import { openLogger, type Logger } from './logging/logger.js';
import { measureDisk } from './metrics/measureDisk.js';
import { whenNpmEnds } from './parentWatch.js';
import { openKeyFiles, type KeyFiles } from './security/keyFiles.js';
import type { ServerParts } from './server.module.js';
import { keepToOwner, prepareDataDir, warningOfDataDir } from './settings/dataDir.js';
import { hideCredentials } from './settings/hideCredentials.js';
import { BadSettings, loadSettings, type Settings } from './settings/readSettings.js';
import { storesInUse } from './settings/storesInUse.js';

const STOP_LIMIT_MILLISECONDS = 9000;
const LOOK_FOR_IDLE_MILLISECONDS = 50;
/** So long requests under way have for coming to their end; the rest of the limit is for loops and stores. */
const LAST_ANSWERS_MILLISECONDS = 5000;

/** A store that is away at the start keeps nothing from starting, and is not passed over in silence either. */
const reportStore =
  (logger: Logger) =>
  (store: StoreName, reason: string | null): void => {
    if (reason === null) logger.info({ store }, `the ${store} is there`);
    else logger.warn({ store, reason: hideCredentials(reason) }, `the ${store} is away: it is tried again and again`);
  };

/** Said on standard error, so that it is seen wherever the log lines go. */
const announceStores = async (settings: Settings, { log, readModels }: ProcessStores): Promise<void> => {
  const isNew = {
    log: await isNewLog(log),
    ...(readModels === null ? {} : { readModels: await areNewReadModels(readModels) }),
  };
  for (const line of storesInUse(settings, isNew)) process.stderr.write(`${line}\n`);
};

const openParts = async (name: string, settings: Settings, needsReadModels: boolean): Promise<ServerParts> => {
  prepareDataDir(settings);
  const logger = openLogger(name, settings);
  const warning = warningOfDataDir(settings);
  if (warning !== null) logger.warn(warning);
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  measureDisk(metrics, settings.dataDir);
  const keyFiles = openKeyFiles(settings, logger, metrics);
  try {
    const stores = await awaitStores(settings, { needsReadModels, onChange: reportStore(logger) });
    await announceStores(settings, stores);
    return { settings, stores, logger, clock: Date.now, metrics, keyFiles };
  } catch (error) {
    keyFiles.close();
    logger.debug({ err: error }, 'the stores cannot be opened');
    throw new BadSettings([hideCredentials((error as Error).message)]); // written for the operator (#stores)
  }
};

const describeSecurity = ({ webhookSources, apiKeys }: KeyFiles): string => {
  if (webhookSources.isOpen && apiKeys.isOpen) return 'open: anybody on this machine may deliver and read everything';
  if (webhookSources.isOpen) return 'half open: anybody on this machine may deliver; reading needs an API key';
  if (apiKeys.isOpen) return 'half open: deliveries need their secret; anybody on this machine may read everything';
  return 'closed: deliveries need their secret, reading needs an API key';
};

/**
 * Closing waits for each connection. What was busy when closing began and falls idle then would hold up the stop for as long as the sender
 * likes; so would one that has never said a word, or has stopped in the middle of a body, which counts as busy.
 */
const letConnectionsEnd = (app: NestFastifyApplication): void => {
  setInterval(() => app.getHttpServer().closeIdleConnections(), LOOK_FOR_IDLE_MILLISECONDS).unref();
  setTimeout(() => app.getHttpServer().closeAllConnections(), LAST_ANSWERS_MILLISECONDS).unref();
};

/** A second signal does not wait. */
const stopOnSignals = (app: NestFastifyApplication, logger: Logger): void => {
  let stopping = false;
  const stop = async (reason: NodeJS.Signals | 'npm has ended'): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ reason }, 'stopping');
    setTimeout(() => {
      logger.error('did not stop in time');
      process.exit(1);
    }, STOP_LIMIT_MILLISECONDS).unref();
    letConnectionsEnd(app);
    try {
      await app.close();
      logger.info('stopped');
      process.exit(0);
    } catch (error) {
      logger.error({ err: error }, 'could not stop cleanly');
      process.exit(1);
    }
  };
  process.on('SIGINT', (signal) => void stop(signal));
  process.on('SIGTERM', (signal) => void stop(signal));
  whenNpmEnds(() => {
    if (!stopping) void stop('npm has ended');
  });
};

/** The process ends rather than limps: what nobody caught leaves it in a state nobody knows. */
const endOnUncaught = (logger: Logger): void => {
  const end = (error: unknown) => {
    logger.fatal({ err: error }, 'unexpected: the process ends');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
};

const listen = async (app: NestFastifyApplication, { host, port }: Settings): Promise<string> => {
  try {
    await app.listen(port, host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new BadSettings([`PORT: got "${port}", which another process uses on ${host}`]);
    if (code === 'EACCES') throw new BadSettings([`PORT: got "${port}", which this user may not use`]);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new BadSettings([`HOST: got "${host}", which is no address of this machine`]);
    }
    throw error;
  }
  return app.getUrl();
};

export interface StartOptions {
  /** Called before the server listens. */
  readonly prepare?: (app: NestFastifyApplication) => void;
  /** Instead of the program's own; plain data. */
  readonly rules?: Rules;
  /** False: the process has no use for the read models, and their being away is not its business (default true). */
  readonly needsReadModels?: boolean;
}

const start = async (name: string, rootModule: Type | DynamicModule, options: StartOptions): Promise<void> => {
  keepToOwner();
  const settings = loadSettings();
  const { rules, needsReadModels = true } = options;
  const opened = await openParts(name, settings, needsReadModels);
  const parts = { ...opened, ...(rules === undefined ? {} : { rules }) };
  endOnUncaught(parts.logger);
  const app = await createServer(rootModule, parts, options.prepare);
  stopOnSignals(app, parts.logger);
  try {
    const address = await listen(app, settings);
    const { eventStoreUrl, readModelUrl } = settings;
    const stores = { eventStore: hideCredentials(eventStoreUrl), readModel: hideCredentials(readModelUrl) };
    const security = describeSecurity(parts.keyFiles);
    const sources = parts.keyFiles.webhookSources.names ?? 'any';
    parts.logger.info({ address, ...stores, security, sources }, `listening on ${address}, ${security}`);
  } catch (error) {
    await app.close();
    throw error;
  }
};

/**
 * Runs a process: settings, stores, the Nest application around `rootModule`, until SIGINT or SIGTERM. What keeps it from starting is
 * written to standard error in plain words, and it ends with code 1.
 */
export const startServer = async (
  name: string,
  rootModule: Type | DynamicModule,
  options: StartOptions = {},
): Promise<void> => {
  try {
    await start(name, rootModule, options);
  } catch (error) {
    const plain = error instanceof BadSettings ? error.problems : [hideCredentials(inspect(error))];
    process.stderr.write(`${name} cannot start:\n${plain.map((line) => `  ${line}`).join('\n')}\n`);
    process.exit(1);
  }
};
