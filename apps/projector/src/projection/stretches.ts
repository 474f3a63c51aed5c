import { isOwnStream } from '#ports';
import type { Checkpoints, EventLog, FollowBatch, Generation, MetStream } from '#ports';
import type { Partition, Position, ScanBatch, StoredDocuments } from '#ports';
import { CALL_STREAM_PREFIXES } from '#domain';
import { awaitLinked, isFarBehindLinker } from './behindLinker.js';
import { StreamStates } from './streamStates.js';

/** A stretch of the log, by events or by streams, and how it is best folded. */
export interface Stretch {
  readonly batches: AsyncIterable<FollowBatch | ScanBatch>;
  readonly states: StreamStates;
  /** While behind, events that are folded before anything is written. */
  readonly foldedBeforeWrite: number;
}

/** Events of a batch; the log also cuts a batch at about 4 MiB. */
const BATCH = 1_000;
/** By events: a call's documents are then written once with all of its events among them. */
const BEHIND_EVENTS = 8_000;
/** A scan gives whole streams: few events make a good write, and few streams come again (docs/decisions/0015-builds-walk-the-log-by-streams.md). */
const SCANNED_EVENTS = 1_500;
const REMEMBERED_EVENTS = 500;
/** Batches of 1,000 events that are followed before it is looked whether the linker has come far ahead. */
const BATCHES_UNTIL_LOOK = 8;

interface StretchParts {
  readonly log: EventLog;
  readonly readModels: Checkpoints & StoredDocuments;
  readonly generation: Generation;
  readonly partition: Partition;
}

/**
 * Gives the log from where the projection stands, without end, until the signal aborts. A build begins by scanning it by streams, so that
 * each stream is folded once, whole. So does every projection that is far behind, as far as the linker has come
 * (docs/decisions/0063-far-behind-the-log-is-scanned.md). Else it is followed event by event.
 * @param reached the last position that the projection has handled
 * @throws WrongLog, StoreUnavailable
 */
export async function* stretchesOf(
  parts: StretchParts,
  reached: () => Position | null,
  signal: AbortSignal,
): AsyncGenerator<Stretch> {
  const { log, generation } = parts;
  const chosen = { prefixes: CALL_STREAM_PREFIXES, signal, batchSize: BATCH };
  const scan = (upTo?: Position): Stretch | null => {
    const wants = (met: readonly MetStream[]): Promise<readonly MetStream[]> => ownNotStored(parts, met);
    const batches = log.scanStreams({ ...chosen, after: reached(), wants, ...(upTo === undefined ? {} : { upTo }) });
    if (batches === null) return null;
    return { batches, states: new StreamStates(log, REMEMBERED_EVENTS), foldedBeforeWrite: SCANNED_EVENTS };
  };
  const whole = scan();
  const canScan = whole !== null; // a log on a server offers no scan
  if (canScan && generation.state === 'building') yield whole;
  let isFarBehind = true;
  const followed = async function* (): AsyncGenerator<FollowBatch> {
    let unfinished = 0;
    for await (const batch of log.follow({ ...chosen, after: reached() })) {
      yield batch;
      unfinished = batch.caughtUp || !canScan ? 0 : unfinished + 1;
      if (unfinished < BATCHES_UNTIL_LOOK) continue;
      unfinished = 0;
      isFarBehind = await isFarBehindLinker(parts, reached());
      if (isFarBehind) return;
    }
  };
  while (isFarBehind && !signal.aborted) {
    const linked = canScan ? await awaitLinked(parts, reached(), signal) : null;
    const linkedStretch = linked === null ? null : scan(linked);
    isFarBehind = linkedStretch !== null;
    yield linkedStretch ?? { batches: followed(), states: new StreamStates(log), foldedBeforeWrite: BEHIND_EVENTS };
  }
}

/** The streams of this partition that have come further than a former scan, or a former run, has stored them. */
const ownNotStored = async (
  { readModels, generation, partition }: StretchParts,
  met: readonly MetStream[],
): Promise<readonly MetStream[]> => {
  const own = met.filter(({ stream }) => isOwnStream(stream, partition));
  const asked = own.filter(({ revision }) => revision > 0).map(({ stream }) => stream);
  if (asked.length === 0) return own;
  const stored = await readModels.storedRevisions(generation, asked);
  return own.filter(({ stream, revision }) => (stored.get(stream) ?? -1) < revision);
};
