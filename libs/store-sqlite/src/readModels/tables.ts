import type { Database } from '../sqlite/driver.js';
import { guardTable, serveTable, type ApiOf } from '../worker/methods.js';
import type { Service } from '../worker/protocol.js';
import { callCounts, callQueries } from './callQueries.js';
import { changeReads, changeWrites } from './changeFeed.js';
import { checkpointReads, checkpointWrites } from './checkpoints.js';
import { comparisons, differenceReads, differenceWrites } from './differences.js';
import { documents } from './documents.js';
import { readWhole } from './generationRows.js';
import { generationReads, generationWrites } from './generations.js';
import { latestNames } from './latestNames.js';
import { leases } from './leases.js';
import { poisonedStreams } from './poisonedStreams.js';
import { recordQueries } from './records.js';
import { openReadModelsConnection } from './schema.js';
import { segments } from './segments.js';
import { statistics } from './statistics.js';
import { storedStreams } from './storedStreams.js';
import { summaryReads, summaryWrites } from './summaries.js';

/*
 * Which thread answers which methods of the ports. A method that is added to one of these tables is a method of the store.
 */

/** Reads of a generation's documents: of a dropped one they are refused. */
const whole = <Table extends object>(table: Table): Table => guardTable(table, readWhole);

/** Takes long. */
export const COUNTS = whole({ ...statistics, ...callCounts, ...latestNames });

export const READS = {
  ...whole(callQueries),
  ...whole(changeReads),
  ...whole(recordQueries),
  ...whole(storedStreams),
  ...whole(differenceReads),
  ...poisonedStreams,
  ...comparisons,
  ...checkpointReads,
  ...generationReads,
  ...summaryReads,
  ping: (db: Database): void => db.exec('SELECT 1 FROM generations LIMIT 1'),
};

export const WRITES = {
  ...documents,
  ...changeWrites,
  ...checkpointWrites,
  ...leases,
  ...generationWrites,
  ...differenceWrites,
  ...summaryWrites,
  ...segments,
};

export type ReaderApi = ApiOf<typeof READS & typeof COUNTS>;

export type WriterApi = ApiOf<typeof WRITES>;

/** What the writer's thread is started with. */
export interface WriterData {
  readonly dataDir: string;
  /** See DiskRoom. */
  readonly reservedMegabytes: number | undefined;
}

/** A connection of its own that only reads, for whichever thread reads the documents. */
export const openReader = async (dataDir: string): Promise<Service<ReaderApi>> => {
  const db = await openReadModelsConnection(dataDir);
  db.exec('PRAGMA query_only = ON');
  return { api: serveTable({ ...READS, ...COUNTS }, db), stop: () => db.close() };
};
