import { StoreUnavailable, type Partition, type RecordedEvent, type StreamDocuments } from '#ports';
import { toView, type Rules } from '#domain';
import { isOwnStream } from './partition.js';
import type { StreamState, StreamStates } from './streamStates.js';

export interface FoldOptions {
  readonly states: StreamStates;
  readonly partition: Partition;
  readonly rules: Rules;
  readonly now: () => number;
}

/** Folding holds up the event loop, and with it webhooks in the same process, for no longer than this at a time. */
const SLICE_MILLISECONDS = 4;
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const byStream = (events: readonly RecordedEvent[], partition: Partition): Map<string, RecordedEvent[]> => {
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const known = streams.get(event.stream);
    if (known !== undefined) known.push(event);
    else if (isOwnStream(event.stream, partition)) streams.set(event.stream, [event]);
  }
  return streams;
};

const documentsOf = (stream: string, state: StreamState, rules: Rules): StreamDocuments => {
  const { revision, position, facts } = state;
  const { calls, record } = toView(facts, rules);
  return {
    stream,
    revision,
    position,
    calls: calls.map((call) => ({ ...call, revision: { stream, number: revision } })),
    record,
  };
};

/** A stream whose fold throws is set aside with its error; the rest goes on, and its next event or a rebuild tries again. */
const poisoned = (stream: string, events: readonly RecordedEvent[], error: unknown, now: number): StreamDocuments => ({
  stream,
  revision: events.at(-1)?.revision ?? 0,
  position: events.at(-1)?.position ?? '',
  calls: [],
  record: null,
  poison: { message: error instanceof Error ? error.message : String(error), at: new Date(now).toISOString() },
});

/** Folds a batch of events into the documents of every stream of this partition that they touch. */
export const foldBatch = async (
  events: readonly RecordedEvent[],
  { states, partition, rules, now }: FoldOptions,
): Promise<StreamDocuments[]> => {
  const documents: StreamDocuments[] = [];
  let sliceBegan = performance.now();
  for (const [stream, ofStream] of byStream(events, partition)) {
    try {
      const state = await states.advance(stream, ofStream);
      if (state !== null) documents.push(documentsOf(stream, state, rules));
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error; // not the stream's fault
      states.forget(stream);
      documents.push(poisoned(stream, ofStream, error, now()));
    }
    if (performance.now() - sliceBegan < SLICE_MILLISECONDS) continue;
    await pause();
    sliceBegan = performance.now();
  }
  return documents;
};
