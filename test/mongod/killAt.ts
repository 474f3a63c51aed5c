import { MongoClient } from 'mongodb';
import { StoreUnavailable, type ReadModels } from '#ports';
import type { RunningMongod } from './startMongod.js';

/** A command before which the server is stopped. */
export interface KillPoint {
  readonly command: string;
  readonly collection?: string;
}

/** Waits for a server that was started again. @throws StoreUnavailable it does not answer in half a minute */
export const untilItAnswers = async (readModels: ReadModels): Promise<void> => {
  const limit = Date.now() + 30_000;
  for (;;) {
    try {
      await readModels.ping();
      return;
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || Date.now() > limit) throw error;
    }
  }
};

/**
 * Lets `work` come to the moment and kills the server there. What had been written until then has reached the disk: else a kill might
 * look like no more than a write that never began.
 */
export const killAt = async (
  mongod: RunningMongod,
  database: string,
  { command, collection }: KillPoint,
  work: () => Promise<unknown>,
): Promise<unknown> => {
  const client = await MongoClient.connect(mongod.url, { directConnection: true });
  const admin = client.db('admin');
  const data = {
    failCommands: [command],
    blockConnection: true,
    blockTimeMS: 60_000,
    ...(collection === undefined ? {} : { namespace: `${database}.${collection}` }),
  };
  const { count } = await admin.command({ configureFailPoint: 'failCommand', mode: 'alwaysOn', data });
  const outcome = work().catch((error: unknown) => error);
  await admin.command({ waitForFailPoint: 'failCommand', timesEntered: Number(count) + 1, maxTimeMS: 30_000 });
  await admin.command({ fsync: 1 });
  await client.close();
  await mongod.kill();
  return outcome;
};
