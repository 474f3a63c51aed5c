import { workerData } from 'node:worker_threads';
import type { CheckpointMove, Generation, PutResult } from '#ports';
import { inTransaction } from '../sqlite/transaction.js';
import { serveRequests } from '../worker/serveRequests.js';
import { Checkpoints } from './checkpoints.js';
import type { GenerationKey } from './generationTables.js';
import { Generations, type OpenProjection } from './generations.js';
import { Leases, type LeaseRequest } from './leases.js';
import { DocumentWriter, type StreamTexts } from './putDocuments.js';
import { openReadModelsConnection, prepareReadModels, readModelsFile } from './schema.js';

export interface PutRequest {
  readonly generation: GenerationKey;
  readonly documents: readonly StreamTexts[];
  readonly move: CheckpointMove | null;
}

export type ReadModelsWriterApi = {
  /** Answers when the file is there with all its tables. */
  prepared: (input: null) => void;
  openProjection: (request: OpenProjection) => Generation;
  put: (request: PutRequest) => PutResult;
  moveCheckpoint: (request: { generation: GenerationKey | null; move: CheckpointMove }) => void;
  dropCheckpoint: (request: { generation: GenerationKey | null; consumer: string }) => void;
  holdLease: (request: LeaseRequest) => boolean;
  releaseLease: (request: { name: string; owner: string }) => void;
};

const { dataDir } = workerData as { dataDir: string };

serveRequests<ReadModelsWriterApi>(async () => {
  const db = await openReadModelsConnection(dataDir);
  prepareReadModels(db, readModelsFile(dataDir));
  const generations = new Generations(db);
  const checkpoints = new Checkpoints(db);
  const leases = new Leases(db);
  const writers = new Map<string, DocumentWriter>();
  const writerOf = (generation: GenerationKey): DocumentWriter => {
    const name = `${generation.projection} ${generation.number}`;
    const writer = writers.get(name) ?? new DocumentWriter(db, generation);
    writers.set(name, writer);
    return writer;
  };
  return {
    api: {
      prepared: () => undefined,
      openProjection: (request) => generations.open(request),
      put: ({ generation, documents, move }) =>
        inTransaction(db, () => {
          // first, so that a worker whose checkpoint has moved on writes nothing
          if (move !== null) checkpoints.move(generation, move);
          return writerOf(generation).put(documents);
        }),
      moveCheckpoint: ({ generation, move }) => inTransaction(db, () => checkpoints.move(generation, move)),
      dropCheckpoint: ({ generation, consumer }) => inTransaction(db, () => checkpoints.drop(generation, consumer)),
      holdLease: (request) => inTransaction(db, () => leases.hold(request)),
      releaseLease: (request) => inTransaction(db, () => leases.release(request)),
    },
    stop: () => db.close(),
  };
});
