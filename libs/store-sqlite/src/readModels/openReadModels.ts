import { mkdir } from 'node:fs/promises';
import type { RecordView, StoredCall } from '#domain';
import type {
  CallLeg,
  Checkpoint,
  CheckpointMove,
  Generation,
  Page,
  PageQuery,
  PoisonedStream,
  PutResult,
  ReadModels,
  StreamDocuments,
} from '#ports';
import { WorkerHost, WorkerPool, workerFile } from '../worker/workerHost.js';
import type { CallContent } from './callColumns.js';
import type { GenerationKey } from './generationTables.js';
import type { StreamTexts } from './putDocuments.js';
import type { CallRow } from './readDocuments.js';
import type { ReadModelsReaderApi } from './reader.worker.js';
import type { ReadModelsWriterApi } from './writer.worker.js';

const READERS = 2;

const keyOf = ({ projection, number }: Generation): GenerationKey => ({ projection, number });
const keyOrNull = (generation: Generation | null): GenerationKey | null =>
  generation === null ? null : keyOf(generation);

const callText = ({ revision: _inColumns, ...content }: StoredCall): string => JSON.stringify(content);

const textsOf = ({ stream, revision, position, calls, record, poison }: StreamDocuments): StreamTexts => ({
  stream,
  revision,
  position,
  calls: calls.map((call) => ({ id: call.id, text: callText(call) })),
  record: record === null ? null : { id: record.id, text: JSON.stringify(record) },
  poison: poison ?? null,
});

const storedCall = ({ text, stream, revision }: CallRow): StoredCall => ({
  ...(JSON.parse(text) as CallContent),
  revision: { stream, number: revision },
});

/** Of one row more than the page holds, the page and the key of its last item. */
const pageOf = <Item>(
  items: readonly Item[],
  limit: number,
  keyOfItem: (item: Item) => Page<Item>['next'],
): Page<Item> => {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, next: items.length > limit && last !== undefined ? keyOfItem(last) : null };
};

const callKey = ({ startedAt, id, revision }: StoredCall): NonNullable<Page<StoredCall>['next']> => ({
  startedAt,
  id,
  stream: revision.stream,
});

class SqliteReadModels implements ReadModels {
  constructor(
    private readonly writer: WorkerHost<ReadModelsWriterApi>,
    private readonly readers: WorkerPool<ReadModelsReaderApi>,
  ) {}

  openProjection(projection: string, rulesVersion: string, logIdentity: string): Promise<Generation> {
    return this.writer.call('openProjection', { projection, rulesVersion, logIdentity });
  }

  generations(projection: string): Promise<readonly Generation[]> {
    return this.readers.call('generations', projection);
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

  holdLease(name: string, owner: string, now: number, forMs: number): Promise<boolean> {
    return this.writer.call('holdLease', { name, owner, now, forMs });
  }

  releaseLease(name: string, owner: string): Promise<void> {
    return this.writer.call('releaseLease', { name, owner });
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

  async recordWithCalls(
    generation: Generation,
    recordId: string,
  ): Promise<{ record: RecordView | null; calls: readonly StoredCall[] } | null> {
    const { record, calls } = await this.readers.call('recordWithCalls', { generation: keyOf(generation), recordId });
    if (record === null && calls.length === 0) return null;
    return { record: record === null ? null : (JSON.parse(record) as RecordView), calls: calls.map(storedCall) };
  }

  poisoned(generation: Generation): Promise<readonly PoisonedStream[]> {
    return this.readers.call('poisoned', keyOf(generation));
  }

  ping(): Promise<void> {
    return this.readers.call('ping', null);
  }

  async close(): Promise<void> {
    await this.writer.close();
    await this.readers.close();
  }
}

/**
 * Opens the read models in `dataDir` (file readmodels.db), made when missing. Several processes may have it open.
 * @throws StoreUnavailable the file cannot be opened
 * @throws Error SQLite is too old, or the file is newer than this code; the message says what to do
 */
export const openSqliteReadModels = async ({ dataDir }: { readonly dataDir: string }): Promise<ReadModels> => {
  await mkdir(dataDir, { recursive: true });
  const writer = new WorkerHost<ReadModelsWriterApi>(workerFile('./writer.worker.js', import.meta.url), { dataDir });
  try {
    await writer.call('prepared', null);
    const file = workerFile('./reader.worker.js', import.meta.url);
    return new SqliteReadModels(writer, new WorkerPool<ReadModelsReaderApi>(READERS, file, { dataDir }));
  } catch (error) {
    await writer.close();
    throw error;
  }
};
