import type { RecordedEvent, WalkBatch, WalkOptions } from '#ports';
import type { Respondent } from '../worker/protocol.js';
import type { LogReaderApi } from './logReader.js';
import { readPosition, writePosition } from './position.js';
import type { MeetingTuple, WholeStreamsPage } from './readWalk.js';
import { toRecordedEvent } from './recordedEvent.js';

const DEFAULT_BATCH = 500;

/** Streams met at once: the events of all of them are read together. */
const STREAMS_AT_ONCE = 200;

type Readers = Respondent<LogReaderApi>;

/** Names of the streams that are wanted, by their ids. */
const wantedOf = async (meetings: readonly MeetingTuple[], { wants }: WalkOptions): Promise<Map<number, string>> => {
  if (meetings.length === 0) return new Map();
  const ids = new Map(meetings.map(([, id, stream]) => [stream, id]));
  const met = new Map(meetings.map(([, , stream, revision]) => [stream, { stream, revision }]));
  const wanted = new Map<number, string>();
  for (const { stream } of await wants([...met.values()])) {
    const id = ids.get(stream);
    if (id !== undefined) wanted.set(id, stream);
  }
  return wanted;
};

/** All events of these streams, in pages. */
async function* wholeStreams(
  readers: Readers,
  names: ReadonlyMap<number, string>,
  limit: number,
): AsyncGenerator<{ readonly events: readonly RecordedEvent[]; readonly isLast: boolean }> {
  const streams = [...names.keys()];
  let after: readonly [number, number] | null = null;
  let more = streams.length > 0;
  while (more) {
    const page: WholeStreamsPage = await readers.call('wholeStreams', { streams, after, limit });
    const [, stream, revision] = page.events.at(-1) ?? [0, 0, 0];
    after = [stream, revision];
    more = page.more;
    yield { events: page.events.map((tuple) => toRecordedEvent(tuple, names.get(tuple[1]) ?? '')), isLast: !more };
  }
}

/** EventLog.walkStreams: a page of the streams that are met, then the events of those that are wanted. */
export async function* walkStreams(readers: Readers, options: WalkOptions): AsyncGenerator<WalkBatch> {
  const { prefixes, signal, batchSize = DEFAULT_BATCH } = options;
  const begunBy = readPosition(options.after);
  const upTo = await readers.call('head', null);
  const aborted = (): boolean => signal.aborted;
  let after = begunBy;
  let logTime: string | null = null;
  while (after < upTo && !aborted()) {
    const page = await readers.call('meetings', { after, upTo, begunBy, prefixes, limit: STREAMS_AT_ONCE });
    const { meetings, position } = page;
    const before = { position: writePosition(after), logTime };
    const [, , , , lastAt = null] = meetings.at(-1) ?? [];
    if (lastAt !== null) logTime = new Date(lastAt).toISOString();
    const reached = { position: writePosition(position), logTime };
    const streams = await wantedOf(meetings, options);
    for await (const { events, isLast } of wholeStreams(readers, streams, batchSize)) {
      yield { events, ...(isLast ? reached : before) };
      if (aborted()) return;
    }
    if (streams.size === 0) yield { events: [], ...reached };
    after = position;
  }
}
