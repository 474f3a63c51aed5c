import { mkdir } from 'node:fs/promises';
import type {
  CallDifference,
  DifferenceCounts,
  RecordView,
  StatisticsAnswer,
  StatisticsQuery,
  StoredCall,
} from '#domain';
import type {
  CallLeg,
  Checkpoint,
  CheckpointMove,
  Generation,
  GenerationBelieved,
  GenerationChange,
  Lease,
  Page,
  PageQuery,
  PoisonedStream,
  PutResult,
  ReadModels,
  StoredStream,
  StreamDocuments,
  StreamPage,
} from '#ports';
import { OwnThread } from '../worker/ownThread.js';
import type { Respondent } from '../worker/protocol.js';
import { WorkerHost, WorkerPool, workerFile } from '../worker/workerHost.js';
import { callKey, pageOf, storedCall, storedStream, textsOf } from './documentTexts.js';
import type { GenerationKey } from './generationTables.js';
import { openDocumentReader, type ReadModelsReaderApi } from './documentReader.js';
import type { ReadModelsWriterApi, WriterData } from './writer.worker.js';

const READERS = 2;

const believedOf = ({ projection, number, state }: Generation): GenerationBelieved => ({ projection, number, state });
const keyOf = ({ projection, number }: Generation): GenerationKey => ({ projection, number });
const keyOrNull = (generation: Generation | null): GenerationKey | null =>
  generation === null ? null : keyOf(generation);

class SqliteReadModels implements ReadModels {
  constructor(
    private readonly writer: WorkerHost<ReadModelsWriterApi>,
    private readonly readers: Respondent<ReadModelsReaderApi>,
    /** A reader of its own, so that no page waits for a statistic. */
    private readonly counter: Respondent<ReadModelsReaderApi>,
  ) {}

  openProjection(projection: string, rulesVersion: string, logIdentity: string): Promise<Generation> {
    return this.writer.call('openProjection', { projection, rulesVersion, logIdentity, switching: 'auto' });
  }

  generations(projection: string): Promise<readonly Generation[]> {
    return this.readers.call('generations', projection);
  }

  startBuild(
    projection: string,
    build: Pick<Generation, 'rulesVersion' | 'logIdentity' | 'switching'>,
  ): Promise<Generation> {
    return this.writer.call('startBuild', { projection, ...build });
  }

  changeGeneration(generation: Generation, change: GenerationChange): Promise<Generation> {
    return this.writer.call('changeGeneration', { believed: believedOf(generation), change });
  }

  switchTo(generation: Generation, inPlaceOf?: Pick<Generation, 'number'>): Promise<Generation> {
    return this.writer.call('switchTo', { believed: believedOf(generation), inPlaceOf: inPlaceOf?.number ?? null });
  }

  async dropGeneration(generation: Generation): Promise<void> {
    await this.writer.call('markDropped', believedOf(generation));
    while (await this.writer.call('removeSomeOf', keyOf(generation)));
  }

  async storedStreams(generation: Generation, page: StreamPage): Promise<readonly StoredStream[]> {
    const rows = await this.readers.call('storedStreams', { generation: keyOf(generation), ...page });
    return rows.map(storedStream);
  }

  async storedStreamsNamed(generation: Generation, streams: readonly string[]): Promise<readonly StoredStream[]> {
    const rows = await this.readers.call('storedStreamsNamed', { generation: keyOf(generation), streams });
    return rows.map(storedStream);
  }

  async storedRevisions(generation: Generation, streams: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Map(await this.readers.call('storedRevisions', { generation: keyOf(generation), streams }));
  }

  replaceStream(
    generation: Generation,
    states: readonly StreamDocuments[],
    storedRevision: number | null,
  ): Promise<boolean> {
    const request = { generation: keyOf(generation), states: states.map(textsOf), storedRevision };
    return this.writer.call('replaceStream', request);
  }

  addDifferences(generation: Generation, differences: readonly CallDifference[], after: number): Promise<void> {
    const texts = differences.map((difference) => JSON.stringify(difference));
    return this.writer.call('addDifferences', { generation: keyOf(generation), texts, after });
  }

  async clearDifferences(generation: Generation): Promise<void> {
    while (await this.writer.call('removeSomeDifferences', keyOf(generation)));
  }

  saveComparison(generation: Generation, counts: DifferenceCounts): Promise<void> {
    return this.writer.call('saveComparison', { generation: keyOf(generation), counts });
  }

  comparison(generation: Generation): Promise<DifferenceCounts | null> {
    return this.readers.call('comparison', keyOf(generation));
  }

  async differences(
    generation: Generation,
    page: { readonly after: number | null; readonly limit: number },
  ): Promise<{ readonly items: readonly CallDifference[]; readonly next: number | null }> {
    const rows = await this.readers.call('differences', { generation: keyOf(generation), ...page });
    const items = rows.slice(0, page.limit);
    const last = items.at(-1);
    return {
      items: items.map(({ text }) => JSON.parse(text) as CallDifference),
      next: rows.length > page.limit && last !== undefined ? last.key : null,
    };
  }

  async put(
    generation: Generation,
    documents: readonly StreamDocuments[],
    move: CheckpointMove | null,
  ): Promise<PutResult> {
    return this.writer.call('put', { generation: keyOf(generation), documents: documents.map(textsOf), move });
  }

  moveCheckpoint(generation: Generation | null, move: CheckpointMove): Promise<void> {
    return this.writer.call('moveCheckpoint', { generation: keyOrNull(generation), move });
  }

  checkpoint(generation: Generation | null, consumer: string): Promise<Checkpoint | null> {
    return this.readers.call('checkpoint', { generation: keyOrNull(generation), consumer });
  }

  checkpoints(generation: Generation | null): Promise<readonly Checkpoint[]> {
    return this.readers.call('checkpoints', keyOrNull(generation));
  }

  dropCheckpoint(generation: Generation | null, consumer: string): Promise<void> {
    return this.writer.call('dropCheckpoint', { generation: keyOrNull(generation), consumer });
  }

  lease(name: string): Promise<Lease | null> {
    return this.writer.call('lease', name);
  }

  moveLease(name: string, owner: string | null, seen: number): Promise<boolean> {
    return this.writer.call('moveLease', { name, owner, seen });
  }

  async callOfDialog(generation: Generation, dialogUuid: string): Promise<StoredCall | null> {
    const row = await this.readers.call('callOfDialog', { generation: keyOf(generation), dialogUuid });
    return row === null ? null : storedCall(row);
  }

  async findCalls(generation: Generation, query: PageQuery): Promise<Page<StoredCall>> {
    const rows = await this.readers.call('findCalls', { generation: keyOf(generation), query });
    return pageOf(rows.map(storedCall), query.limit, callKey);
  }

  async findLegs(generation: Generation, query: PageQuery): Promise<Page<CallLeg>> {
    const rows = await this.readers.call('findLegs', { generation: keyOf(generation), query });
    const items = rows.map((row): CallLeg => {
      const call = storedCall(row);
      const leg = call.legs[row.leg];
      if (leg === undefined) throw new Error(`call ${call.id} in ${row.stream} has no leg ${row.leg}`);
      return { call, leg, index: row.leg };
    });
    return pageOf(items, query.limit, ({ call, index }) => ({ ...callKey(call), leg: index }));
  }

  statistics(generation: Generation, query: StatisticsQuery): Promise<StatisticsAnswer> {
    return this.counter.call('statistics', { generation: keyOf(generation), query });
  }

  async recordWithCalls(
    generation: Generation,
    recordId: string,
  ): Promise<{ record: RecordView | null; calls: readonly StoredCall[] } | null> {
    const { record, calls } = await this.readers.call('recordWithCalls', { generation: keyOf(generation), recordId });
    if (record === null && calls.length === 0) return null;
    return { record: record === null ? null : (JSON.parse(record) as RecordView), calls: calls.map(storedCall) };
  }

  poisoned(generation: Generation, page: StreamPage): Promise<readonly PoisonedStream[]> {
    return this.readers.call('poisoned', { generation: keyOf(generation), ...page });
  }

  poisonedNamed(generation: Generation, streams: readonly string[]): Promise<readonly PoisonedStream[]> {
    return this.readers.call('poisonedNamed', { generation: keyOf(generation), streams });
  }

  countPoisoned(generation: Generation): Promise<number> {
    return this.readers.call('countPoisoned', keyOf(generation));
  }

  ping(): Promise<void> {
    return this.readers.call('ping', null);
  }

  async close(): Promise<void> {
    await this.writer.close();
    await this.readers.close();
    await this.counter.close();
  }
}

interface OpenOptions {
  readonly dataDir: string;
  /** How much of the disk a build leaves free (DiskRoom). */
  readonly reservedMegabytes?: number;
}

/** The file with all its tables, and who writes into it. */
const openWriter = async (data: WriterData): Promise<WorkerHost<ReadModelsWriterApi>> => {
  await mkdir(data.dataDir, { recursive: true });
  const writer = new WorkerHost<ReadModelsWriterApi>(workerFile('./writer.worker.js', import.meta.url), data);
  try {
    await writer.call('prepared', null);
    return writer;
  } catch (error) {
    await writer.close();
    throw error;
  }
};

/**
 * Opens the read models in `dataDir` (file readmodels.db), made when missing. Several processes may have it open.
 * @throws StoreUnavailable the file cannot be opened
 * @throws Error SQLite is too old, or the file is newer than this code; the message says what to do
 */
export const openSqliteReadModels = async ({ dataDir, reservedMegabytes }: OpenOptions): Promise<ReadModels> => {
  const writer = await openWriter({ dataDir, reservedMegabytes });
  await writer.rest(); // most who open them only read
  const file = workerFile('./reader.worker.js', import.meta.url);
  return new SqliteReadModels(
    writer,
    new WorkerPool<ReadModelsReaderApi>(READERS, file, { dataDir }),
    new WorkerHost<ReadModelsReaderApi>(file, { dataDir }),
  );
};

/** The same for a thread that serves nobody else and mostly writes: it reads with a connection of its own, and is held up meanwhile. */
export const openReadModelsToWrite = async ({ dataDir, reservedMegabytes }: OpenOptions): Promise<ReadModels> => {
  const writer = await openWriter({ dataDir, reservedMegabytes });
  const reader = new OwnThread<ReadModelsReaderApi>(() => openDocumentReader(dataDir));
  return new SqliteReadModels(writer, reader, reader);
};
