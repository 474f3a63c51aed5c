import { WrongLog, type FollowBatch, type FollowOptions } from '#ports';
import type { WorkerPool } from '../worker/workerHost.js';
import type { LogTail } from './logTail.js';
import { readPosition, writePosition } from './position.js';
import type { LogPage } from './readPages.js';
import type { LogReaderApi } from './reader.worker.js';
import { toRecordedEvent } from './recordedEvent.js';

const DEFAULT_BATCH = 500;

const toBatch = (page: LogPage): FollowBatch => ({
  events: page.events.map(toRecordedEvent),
  position: writePosition(page.position),
  caughtUp: page.position >= page.head,
});

/** EventLog.follow over pages: while one page is being handled the next is read already. */
export async function* followLog(
  readers: WorkerPool<LogReaderApi>,
  tail: LogTail,
  options: FollowOptions,
): AsyncGenerator<FollowBatch> {
  const { prefixes, signal, batchSize: limit = DEFAULT_BATCH } = options;
  const after = readPosition(options.after);
  const read = (position: number): Promise<LogPage> => {
    const page = readers.call('page', { after: position, prefixes, limit });
    // read ahead and perhaps never awaited; who awaits it still gets the error
    page.catch(() => undefined);
    return page;
  };
  const aborted = (): boolean => signal.aborted;
  if (aborted()) return;
  let page = await read(after);
  if (after > page.head) {
    throw new WrongLog(`position ${writePosition(after)} lies beyond the head ${writePosition(page.head)} of this log`);
  }
  while (!aborted()) {
    const caughtUp = page.position >= page.head;
    const next = caughtUp ? null : read(page.position);
    yield toBatch(page);
    if (next === null) await tail.longerThan(page.position, signal);
    if (aborted()) return;
    page = await (next ?? read(page.position));
  }
}
