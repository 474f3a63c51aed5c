import { pause } from '#concurrency';
import { GenerationConflict, StoreUnavailable } from '#ports';
import type { ReadUpTo } from '#projections';
import type { RowLimits } from '../viewer.js';
import type { ChangeItem, ChangePart, ChangeReader } from './changeReader.js';
import { writeChangeToken } from './changeToken.js';
import type { FeedWatch } from './feedWatch.js';

/** A proxy or a client that hears nothing for long takes the connection for dead. */
const COMMENT_MILLISECONDS = 15_000;
/** How long a client should wait before it connects again. */
const RETRY_MILLISECONDS = 1_000;
const STORE_AWAY_MILLISECONDS = 1_000;
/** Changes in memory for one reader. */
const PART = 50;

export interface ChangeEventsParts {
  readonly reader: Pick<ChangeReader, 'read' | 'now'>;
  readonly watch: Pick<FeedWatch, 'state' | 'moved'>;
  readonly viewer: RowLimits;
  /** Null: from now on. */
  readonly since: ReadUpTo | null;
  /** Whether the reader's key is still what it was. */
  readonly mayRead: () => boolean;
  /** Ends the events. */
  readonly signal: AbortSignal;
  readonly commentMilliseconds?: number;
}

const eventOf = ({ item, readUpTo }: { readonly item: ChangeItem; readonly readUpTo: ReadUpTo }): string =>
  `event: change\nid: ${writeChangeToken(readUpTo)}\ndata: ${JSON.stringify(item)}\n\n`;

/** An id without data is no event: a client only remembers it. So one who connects again after a quiet time misses nothing. */
const commentOf = (from: ReadUpTo | null): string =>
  from === null ? ': waiting\n\n' : `: waiting\nid: ${writeChangeToken(from)}\n\n`;

const isPassing = (error: unknown): boolean => error instanceof StoreUnavailable || error instanceof GenerationConflict;

/**
 * Server-sent events of what changes, without end. Nothing is read before what came earlier has been taken, so a slow reader costs one
 * part of the feed. While a store is away there are comments only.
 */
export async function* changeEvents(parts: ChangeEventsParts): AsyncGenerator<string> {
  const { reader, watch, viewer, mayRead, signal, commentMilliseconds = COMMENT_MILLISECONDS } = parts;
  let from = parts.since;
  let writtenAt = performance.now();
  const next = async (): Promise<ChangePart | null> => {
    const seen = await watch.state();
    from ??= await reader.now(viewer);
    const part = from === null ? null : await reader.read(viewer, from, PART);
    const quiet = part === null || (part.items.length === 0 && !part.hasMore);
    if (quiet) await watch.moved(seen, writtenAt + commentMilliseconds - performance.now(), signal);
    return part;
  };
  const isOver = (): boolean => signal.aborted || !mayRead();
  yield `retry: ${RETRY_MILLISECONDS}\n\n`;
  while (!isOver()) {
    try {
      const part = await next();
      for (const event of part?.items ?? []) {
        if (isOver()) return;
        yield eventOf(event);
        writtenAt = performance.now();
      }
      from = part?.next ?? from;
    } catch (error) {
      if (!isPassing(error)) throw error;
      await pause(STORE_AWAY_MILLISECONDS, signal);
    }
    if (performance.now() - writtenAt < commentMilliseconds) continue;
    yield commentOf(from);
    writtenAt = performance.now();
  }
}
