import type { ReadModels } from '#ports';
import { callQueries } from './callQueries.js';
import { changeReads, changeWrites } from './changeFeed.js';
import { checkpoints } from './checkpoints.js';
import { connect, explained, type Connection } from './connect.js';
import { comparisons, differenceReads, differenceWrites } from './differences.js';
import { documents } from './documents.js';
import { generations, makeEveryIndex } from './generations.js';
import { latestNames } from './latestNames.js';
import { leases } from './leases.js';
import { guardedGeneration, onConnection, readingGeneration, writingGeneration } from './methods.js';
import { poisonedStreams } from './poisonedStreams.js';
import { recordQueries } from './records.js';
import { segments } from './segments.js';
import { statistics } from './statistics.js';
import { storedStreams } from './storedStreams.js';
import { summaries } from './summaries.js';

const ping = {
  ping: async ({ db }: Connection): Promise<void> => {
    await db.command({ ping: 1 });
  },
};

/** A method that is added to one of these tables is a method of the store. */
const readModelsOn = (connection: Connection): ReadModels => ({
  ...onConnection(connection, {
    ...generations,
    ...checkpoints,
    ...leases,
    ...comparisons,
    ...poisonedStreams,
    ...summaries,
    ...ping,
  }),
  ...readingGeneration(connection, {
    ...callQueries,
    ...recordQueries,
    ...changeReads,
    ...statistics,
    ...latestNames,
    ...storedStreams,
    ...differenceReads,
  }),
  ...guardedGeneration(connection, documents),
  ...writingGeneration(connection, { ...segments, ...changeWrites, ...differenceWrites }),
  close: () => connection.client.close(),
});

interface OpenOptions {
  readonly url: string;
  /** Nothing is made that is missing (default false). */
  readonly onlyToRead?: boolean;
}

/**
 * Opens the read models in the MongoDB database that the URL names (`call_analytics` when it names none); collections and indexes are
 * made when missing. Several processes may have them open.
 * @throws StoreUnavailable nobody answers
 * @throws Error the URL, the credentials, the server (its version, or a standalone one) or an index will not do; the message says what to do
 */
export const openMongoReadModels = async ({ url, onlyToRead = false }: OpenOptions): Promise<ReadModels> => {
  const connection = await connect(url);
  try {
    if (!onlyToRead) await makeEveryIndex(connection.db);
    return readModelsOn(connection);
  } catch (error) {
    await connection.client.close();
    throw explained(error);
  }
};
