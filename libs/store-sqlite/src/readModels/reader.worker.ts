import { workerData } from 'node:worker_threads';
import type { Checkpoint, Generation, PageQuery, PoisonedStream } from '#ports';
import { serveRequests } from '../worker/serveRequests.js';
import { Checkpoints } from './checkpoints.js';
import type { GenerationKey } from './generationTables.js';
import { Generations } from './generations.js';
import { DocumentReader, type CallRow, type LegRow, type RecordRows } from './readDocuments.js';
import { openReadModelsConnection } from './schema.js';

type Paging = { readonly generation: GenerationKey; readonly query: PageQuery };

export type ReadModelsReaderApi = {
  generations: (projection: string) => readonly Generation[];
  checkpoint: (request: { generation: GenerationKey | null; consumer: string }) => Checkpoint | null;
  checkpoints: (generation: GenerationKey | null) => readonly Checkpoint[];
  findCalls: (request: Paging) => readonly CallRow[];
  findLegs: (request: Paging) => readonly LegRow[];
  callOfDialog: (request: { generation: GenerationKey; dialogUuid: string }) => CallRow | null;
  recordWithCalls: (request: { generation: GenerationKey; recordId: string }) => RecordRows;
  poisoned: (generation: GenerationKey) => readonly PoisonedStream[];
  ping: (input: null) => void;
};

const { dataDir } = workerData as { dataDir: string };

serveRequests<ReadModelsReaderApi>(async () => {
  const db = await openReadModelsConnection(dataDir);
  db.exec('PRAGMA query_only = ON');
  const generations = new Generations(db);
  const checkpoints = new Checkpoints(db);
  const documents = new DocumentReader(db);
  return {
    api: {
      generations: (projection) => generations.list(projection),
      checkpoint: ({ generation, consumer }) => checkpoints.find(generation, consumer),
      checkpoints: (generation) => checkpoints.list(generation),
      findCalls: ({ generation, query }) => documents.findCalls(generation, query),
      findLegs: ({ generation, query }) => documents.findLegs(generation, query),
      callOfDialog: ({ generation, dialogUuid }) => documents.callOfDialog(generation, dialogUuid),
      recordWithCalls: ({ generation, recordId }) => documents.recordWithCalls(generation, recordId),
      poisoned: (generation) => documents.poisoned(generation),
      ping: () => db.exec('SELECT 1 FROM generations LIMIT 1'),
    },
    stop: () => db.close(),
  };
});
