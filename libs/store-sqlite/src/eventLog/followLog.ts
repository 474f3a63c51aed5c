import { WrongLog, type FollowBatch, type FollowOptions } from '#ports';
import type { Respondent } from '../worker/protocol.js';
import type { LogReaderApi } from './logReader.js';
import type { LogTail } from './logTail.js';
import { readPosition, writePosition } from './position.js';
import type { LogRun, RecentEvents } from './recentEvents.js';
import { toRecordedEvent } from './recordedEvent.js';

const DEFAULT_BATCH = 500;

export interface FollowParts {
  readonly readers: Respondent<LogReaderApi>;
  readonly tail: LogTail;
  readonly recent: RecentEvents;
}

/** A run, and whether it reaches the end that the log had when the run was read. */
type Page = LogRun & { readonly caughtUp: boolean };

const toBatch = ({ events, position, caughtUp }: Page): FollowBatch => ({
  events,
  position: writePosition(position),
  caughtUp,
});

/** Implements EventLog.follow by reading pages. The next page is read while the caller handles one. */
export async function* followLog(parts: FollowParts, options: FollowOptions): AsyncGenerator<FollowBatch> {
  const { readers, tail, recent } = parts;
  const { prefixes, signal, batchSize: limit = DEFAULT_BATCH } = options;
  const readPage = async (after: number): Promise<Page> => {
    const known = recent.after(prefixes, after, limit);
    if (known !== null) return { ...known, caughtUp: known.position >= tail.head };
    const { events, position, head } = await readers.call('page', { after, prefixes, limit });
    if (after > head)
      throw new WrongLog(`position ${writePosition(after)} lies beyond the head ${writePosition(head)} of this log`);
    const run: LogRun = { after, position, events: events.map((tuple) => toRecordedEvent(tuple, tuple[1])) };
    recent.add(prefixes, run);
    tail.noteHead(head);
    return { ...run, caughtUp: position >= head };
  };
  const read = (after: number): Promise<Page> => {
    const page = readPage(after);
    // A page that was read ahead may never be awaited. Whoever awaits it still gets the error.
    page.catch(() => undefined);
    return page;
  };
  const aborted = (): boolean => signal.aborted;
  if (aborted()) return;
  let page = await read(readPosition(options.after));
  while (!aborted()) {
    const next = page.caughtUp ? null : read(page.position);
    yield toBatch(page);
    if (next === null) await tail.longerThan(page.position, signal);
    if (aborted()) return;
    page = await (next ?? read(page.position));
  }
}
