import type { DifferenceCounts, StatisticsAnswer, StatisticsQuery } from '#domain';
import type { Checkpoint, Generation, PageQuery, PoisonedStream, StreamPage } from '#ports';
import { inSnapshot } from '../sqlite/transaction.js';
import type { Service } from '../worker/protocol.js';
import { countCalls } from './countCalls.js';
import { Checkpoints } from './checkpoints.js';
import { readComparison, readDifferences, type DifferencePage, type DifferenceRow } from './differences.js';
import type { GenerationKey } from './generationTables.js';
import { Generations } from './generations.js';
import { DocumentReader, type CallRow, type LegRow, type RecordRows } from './readDocuments.js';
import { StreamReader, type StreamRevision, type StreamRows } from './readStreams.js';
import { openReadModelsConnection } from './schema.js';

type Of<Request> = Request & { readonly generation: GenerationKey };

export type ReadModelsReaderApi = {
  generations: (projection: string) => readonly Generation[];
  checkpoint: (request: { generation: GenerationKey | null; consumer: string }) => Checkpoint | null;
  checkpoints: (generation: GenerationKey | null) => readonly Checkpoint[];
  findCalls: (request: Of<{ query: PageQuery }>) => readonly CallRow[];
  findLegs: (request: Of<{ query: PageQuery }>) => readonly LegRow[];
  statistics: (request: Of<{ query: StatisticsQuery }>) => StatisticsAnswer;
  callOfDialog: (request: Of<{ dialogUuid: string }>) => CallRow | null;
  recordWithCalls: (request: Of<{ recordId: string }>) => RecordRows;
  poisoned: (request: Of<StreamPage>) => readonly PoisonedStream[];
  poisonedNamed: (request: Of<{ streams: readonly string[] }>) => readonly PoisonedStream[];
  countPoisoned: (generation: GenerationKey) => number;
  storedStreams: (request: Of<StreamPage>) => readonly StreamRows[];
  storedStreamsNamed: (request: Of<{ streams: readonly string[] }>) => readonly StreamRows[];
  storedRevisions: (request: Of<{ streams: readonly string[] }>) => readonly StreamRevision[];
  comparison: (generation: GenerationKey) => DifferenceCounts | null;
  differences: (request: DifferencePage) => readonly DifferenceRow[];
  ping: (input: null) => void;
};

/** A connection of its own that only reads, for whichever thread reads the documents. */
export const openDocumentReader = async (dataDir: string): Promise<Service<ReadModelsReaderApi>> => {
  const db = await openReadModelsConnection(dataDir);
  db.exec('PRAGMA query_only = ON');
  const generations = new Generations(db);
  const checkpoints = new Checkpoints(db);
  const documents = new DocumentReader(db);
  const streams = new StreamReader(db);
  /** A drop says so before it takes the first row: what was read while that has not been said is whole. */
  const whole = <Result>(generation: GenerationKey, read: () => Result): Result => {
    try {
      return read();
    } finally {
      // an error counts no more than an answer: its tables may be gone
      generations.assertNotDropped(generation);
    }
  };
  const unlessDropped = <Result>(generation: GenerationKey, none: Result, read: () => Result): Result =>
    inSnapshot(db, () => (generations.isDropped(generation) ? none : read()));
  return {
    api: {
      generations: (projection) => generations.list(projection),
      checkpoint: ({ generation, consumer }) => checkpoints.find(generation, consumer),
      checkpoints: (generation) => checkpoints.list(generation),
      findCalls: ({ generation, query }) => whole(generation, () => documents.findCalls(generation, query)),
      findLegs: ({ generation, query }) => whole(generation, () => documents.findLegs(generation, query)),
      statistics: ({ generation, query }) =>
        whole(generation, () => countCalls(documents.countedCalls(generation, query), query)),
      callOfDialog: ({ generation, dialogUuid }) =>
        whole(generation, () => documents.callOfDialog(generation, dialogUuid)),
      recordWithCalls: ({ generation, recordId }) =>
        whole(generation, () => documents.recordWithCalls(generation, recordId)),
      poisoned: ({ generation, after, limit }) =>
        unlessDropped(generation, [], () => documents.poisoned(generation, after, limit)),
      poisonedNamed: ({ generation, streams: names }) =>
        unlessDropped(generation, [], () => documents.poisonedNamed(generation, names)),
      countPoisoned: (generation) => unlessDropped(generation, 0, () => documents.countPoisoned(generation)),
      storedStreams: ({ generation, after, limit }) => whole(generation, () => streams.page(generation, after, limit)),
      storedStreamsNamed: ({ generation, streams: names }) => whole(generation, () => streams.named(generation, names)),
      storedRevisions: ({ generation, streams: names }) =>
        whole(generation, () => streams.revisions(generation, names)),
      comparison: (generation) => readComparison(db, generation),
      differences: (page) => whole(page.generation, () => readDifferences(db, page)),
      ping: () => db.exec('SELECT 1 FROM generations LIMIT 1'),
    },
    stop: () => db.close(),
  };
};
