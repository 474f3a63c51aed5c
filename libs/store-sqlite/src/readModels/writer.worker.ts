import { workerData } from 'node:worker_threads';
import type { DifferenceCounts } from '#domain';
import type { CheckpointMove, Generation, GenerationBelieved, GenerationChange, Lease, PutResult } from '#ports';
import { writingDocuments } from '../sqlite/sqliteErrors.js';
import { inTransaction } from '../sqlite/transaction.js';
import { serveRequests } from '../worker/serveRequests.js';
import { Checkpoints } from './checkpoints.js';
import { addDifferences, saveComparison } from './differences.js';
import { DiskRoom, freeRoom } from './diskRoom.js';
import type { GenerationKey } from './generationTables.js';
import { Generations, type BuildRequest } from './generations.js';
import { Leases, type LeaseMove } from './leases.js';
import { DocumentWriter, type StreamTexts } from './putDocuments.js';
import { removeSomeDifferences, removeSomeOf } from './removal.js';
import { openReadModelsConnection, prepareReadModels, readModelsFile } from './schema.js';

export interface PutRequest {
  readonly generation: GenerationKey;
  readonly documents: readonly StreamTexts[];
  readonly move: CheckpointMove | null;
}

type Of<Request> = Request & { readonly generation: GenerationKey };

/** What the thread is started with. */
export interface WriterData {
  readonly dataDir: string;
  /** See DiskRoom. */
  readonly reservedMegabytes: number | undefined;
}

/** What takes long is cut into steps, each a request and a transaction of its own, so that puts come in between: true while there is more. */
export type ReadModelsWriterApi = {
  /** Answers when the file is there with all its tables. */
  prepared: (input: null) => void;
  openProjection: (request: BuildRequest) => Generation;
  startBuild: (request: BuildRequest) => Generation;
  changeGeneration: (request: { believed: GenerationBelieved; change: GenerationChange }) => Generation;
  switchTo: (request: { believed: GenerationBelieved; inPlaceOf: number | null }) => Generation;
  markDropped: (believed: GenerationBelieved) => void;
  removeSomeOf: (dropped: GenerationKey) => boolean;
  replaceStream: (request: Of<{ states: readonly StreamTexts[]; storedRevision: number | null }>) => boolean;
  addDifferences: (request: Of<{ texts: readonly string[]; after: number }>) => void;
  saveComparison: (request: Of<{ counts: DifferenceCounts }>) => void;
  removeSomeDifferences: (generation: GenerationKey) => boolean;
  put: (request: PutRequest) => PutResult;
  moveCheckpoint: (request: { generation: GenerationKey | null; move: CheckpointMove }) => void;
  dropCheckpoint: (request: { generation: GenerationKey | null; consumer: string }) => void;
  lease: (name: string) => Lease | null;
  moveLease: (move: LeaseMove) => boolean;
};

const { dataDir, reservedMegabytes } = workerData as WriterData;

serveRequests<ReadModelsWriterApi>(async () => {
  const db = await openReadModelsConnection(dataDir);
  prepareReadModels(db, readModelsFile(dataDir));
  const generations = new Generations(db);
  const checkpoints = new Checkpoints(db);
  const leases = new Leases(db);
  const room = new DiskRoom(freeRoom(db, dataDir), reservedMegabytes);
  const writers = new Map<string, DocumentWriter>();
  const nameOf = ({ projection, number }: GenerationKey): string => `${projection} ${number}`;
  const writerOf = (generation: GenerationKey): DocumentWriter => {
    const writer = writers.get(nameOf(generation)) ?? new DocumentWriter(db, generation);
    writers.set(nameOf(generation), writer);
    return writer;
  };
  /** One transaction, in which the generation, if there is one, has not been dropped. */
  const writing = <Result>(generation: GenerationKey | null, work: () => Result): Result =>
    inTransaction(db, () => {
      if (generation !== null) generations.assertNotDropped(generation);
      return work();
    });
  /** The same for what a build may be told to wait with. */
  const filling = <Result>(generation: GenerationKey, work: () => Result): Result =>
    writing(generation, () => {
      if (generations.isBuilding(generation)) room.assertForBuild();
      return work();
    });
  return {
    api: {
      prepared: () => undefined,
      openProjection: (request) => generations.open(request),
      startBuild: (request) => generations.startBuild(request),
      changeGeneration: ({ believed, change }) => generations.change(believed, change),
      switchTo: ({ believed, inPlaceOf }) => generations.switchTo(believed, inPlaceOf),
      markDropped: (believed) =>
        inTransaction(db, () => {
          generations.markDropped(believed);
          checkpoints.dropAll(believed);
          writers.delete(nameOf(believed));
        }),
      removeSomeOf: (dropped) => inTransaction(db, () => removeSomeOf(db, dropped)),
      replaceStream: ({ generation, states, storedRevision }) =>
        filling(generation, () => writingDocuments(() => writerOf(generation).replaceStream(states, storedRevision))),
      addDifferences: ({ generation, texts, after }) =>
        filling(generation, () => addDifferences(db, generation, texts, after)),
      saveComparison: ({ generation, counts }) => writing(generation, () => saveComparison(db, generation, counts)),
      removeSomeDifferences: (generation) => writing(generation, () => removeSomeDifferences(db, generation)),
      put: ({ generation, documents, move }) =>
        filling(generation, () => {
          // first, so that a worker whose checkpoint has moved on writes nothing
          if (move !== null) checkpoints.move(generation, move);
          return writingDocuments(() => writerOf(generation).put(documents));
        }),
      moveCheckpoint: ({ generation, move }) => writing(generation, () => checkpoints.move(generation, move)),
      dropCheckpoint: ({ generation, consumer }) => inTransaction(db, () => checkpoints.drop(generation, consumer)),
      lease: (name) => leases.find(name),
      moveLease: (move) => inTransaction(db, () => leases.move(move)),
    },
    stop: () => db.close(),
  };
});
