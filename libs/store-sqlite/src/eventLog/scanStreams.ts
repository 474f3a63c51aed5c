import type { MetStream, RecordedEvent, ScanBatch, ScanOptions } from '#ports';
import type { Respondent } from '../worker/protocol.js';
import type { LogReaderApi } from './logReader.js';
import { readPosition, writePosition } from './position.js';
import type { SightingTuple, WholeStreamsPage } from './readScan.js';
import { toRecordedEvent } from './recordedEvent.js';

const DEFAULT_BATCH = 500;

/** So many sightings are read, and offered to `wants`, at once. */
const SIGHTINGS_AT_ONCE = 1_000;

/**
 * Streams whose events are read together. With fewer each statement costs more, with more (200: an eighth slower to rebuild) their events
 * are still in use when the young generation is collected.
 */
const STREAMS_AT_ONCE = 50;

type Readers = Respondent<LogReaderApi>;

/** A stream as a page of sightings has it: where it is met first, and at which revision last. */
interface Met extends MetStream {
  readonly id: number;
  readonly position: number;
  readonly recordedAt: number;
}

/** Each stream once, in the order in which they are met. */
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

/** All events of these streams, in pages. */
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

/** EventLog.scanStreams: a page of the streams that are met, then, some at a time, the events of those that are wanted. */
export async function* scanStreams(readers: Readers, options: ScanOptions): AsyncGenerator<ScanBatch> {
  const { prefixes, signal, batchSize = DEFAULT_BATCH } = options;
  const begunBy = readPosition(options.after);
  const upTo = await readers.call('head', null);
  const aborted = (): boolean => signal.aborted;
  let reached: Place = { position: begunBy, recordedAt: null };
  while (reached.position < upTo && !aborted()) {
    const after = reached.position;
    const page = await readers.call('sightings', { after, upTo, begunBy, prefixes, limit: SIGHTINGS_AT_ONCE });
    const wanted = await wantedOf(streamsOf(page.sightings), options);
    for (let i = 0; i < wanted.length; i += STREAMS_AT_ONCE) {
      const some = wanted.slice(i, i + STREAMS_AT_ONCE);
      // what is met before the next of them is all given with these
      const next = wanted[i + STREAMS_AT_ONCE];
      const given: Place =
        next === undefined ? page : { position: next.position - 1, recordedAt: some.at(-1)?.recordedAt ?? null };
      for await (const { events, isLast } of wholeStreams(readers, some, batchSize)) {
        if (isLast) reached = given;
        yield batchOf(events, reached);
        if (aborted()) return;
      }
    }
    reached = page;
    if (wanted.length === 0) yield batchOf([], reached);
  }
}
