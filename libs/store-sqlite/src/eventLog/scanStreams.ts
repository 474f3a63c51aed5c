import type { MetStream, RecordedEvent, ScanBatch, ScanOptions } from '#ports';
import type { Respondent } from '../worker/protocol.js';
import type { LogReaderApi } from './logReader.js';
import { readPosition, writePosition } from './position.js';
import type { SightingTuple, WholeStreamsPage } from './readScan.js';
import { toRecordedEvent } from './recordedEvent.js';

const DEFAULT_BATCH = 500;

/** How many sightings are read at once. The streams in them are offered to `wants` together. */
const SIGHTINGS_AT_ONCE = 1_000;

/**
 * How many streams are read together. With fewer, the statements cost more. With more (at 200 a rebuild took an eighth longer), their events
 * stay in use so long that the garbage collector has to move them out of its young generation.
 */
const STREAMS_AT_ONCE = 50;

type Readers = Respondent<LogReaderApi>;

/** A stream in a page of sightings: the position where the page meets it first, and the revision at which it meets it last. */
interface Met extends MetStream {
  readonly id: number;
  readonly position: number;
  readonly recordedAt: number;
}

/** Each stream of a page once, in the order in which the page meets them. */
const streamsOf = (sightings: readonly SightingTuple[]): Met[] => {
  const met = new Map<number, Met>();
  for (const [position, id, stream, revision, recordedAt] of sightings)
    met.set(id, { ...(met.get(id) ?? { id, stream, position, recordedAt }), revision });
  return [...met.values()];
};

const wantedOf = async (met: readonly Met[], { wants }: ScanOptions): Promise<readonly Met[]> => {
  if (met.length === 0) return [];
  const wanted = await wants(met.map(({ stream, revision }) => ({ stream, revision })));
  const names = new Set(wanted.map(({ stream }) => stream));
  return met.filter(({ stream }) => names.has(stream));
};

/** Reads all events of these streams in pages. */
async function* wholeStreams(
  readers: Readers,
  met: readonly Met[],
  limit: number,
): AsyncGenerator<{ readonly events: readonly RecordedEvent[]; readonly isLast: boolean }> {
  const names = new Map(met.map(({ id, stream }) => [id, stream]));
  const streams = [...names.keys()];
  let after: readonly [number, number] | null = null;
  let more = true;
  while (more) {
    const page: WholeStreamsPage = await readers.call('wholeStreams', { streams, after, limit });
    const [, stream, revision] = page.events.at(-1) ?? [0, 0, 0];
    after = [stream, revision];
    more = page.more;
    yield { events: page.events.map((tuple) => toRecordedEvent(tuple, names.get(tuple[1]) ?? '')), isLast: !more };
  }
}

interface Place {
  readonly position: number;
  readonly recordedAt: number | null;
}

const batchOf = (events: readonly RecordedEvent[], { position, recordedAt }: Place): ScanBatch => ({
  events,
  position: writePosition(position),
  logTime: recordedAt === null ? null : new Date(recordedAt).toISOString(),
});

/** Implements EventLog.scanStreams: reads a page of sightings, then the events of the wanted streams among them, some streams at a time. */
export async function* scanStreams(readers: Readers, options: ScanOptions): AsyncGenerator<ScanBatch> {
  const { prefixes, signal, batchSize = DEFAULT_BATCH } = options;
  const begunBy = readPosition(options.after);
  const head = await readers.call('head', null);
  const upTo = options.upTo === undefined ? head : Math.min(readPosition(options.upTo), head);
  const aborted = (): boolean => signal.aborted;
  let reached: Place = { position: begunBy, recordedAt: null };
  while (reached.position < upTo && !aborted()) {
    const after = reached.position;
    const page = await readers.call('sightings', { after, upTo, begunBy, prefixes, limit: SIGHTINGS_AT_ONCE });
    const wanted = await wantedOf(streamsOf(page.sightings), options);
    for (let i = 0; i < wanted.length; i += STREAMS_AT_ONCE) {
      const some = wanted.slice(i, i + STREAMS_AT_ONCE);
      // Everything before the first sighting of the next stream has been yielded once these streams have.
      const next = wanted[i + STREAMS_AT_ONCE];
      const end: Place =
        next === undefined ? page : { position: next.position - 1, recordedAt: some.at(-1)?.recordedAt ?? null };
      for await (const { events, isLast } of wholeStreams(readers, some, batchSize)) {
        if (isLast) reached = end;
        yield batchOf(events, reached);
        if (aborted()) return;
      }
    }
    reached = page;
    if (wanted.length === 0) yield batchOf([], reached);
  }
}
