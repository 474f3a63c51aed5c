import type { EventLog, StreamDocuments } from '#ports';
import { toView, type Rules } from '#domain';
import { folding } from './foldFailed.js';
import { readState, type StreamState } from './streamStates.js';

/** The documents that a stream's state makes by these rules. @throws FoldFailed */
export const documentsOf = (
  stream: string,
  { revision, position, facts }: StreamState,
  rules: Rules,
): StreamDocuments => {
  const { calls, record } = folding(() => toView(facts, rules));
  return {
    stream,
    revision,
    position,
    calls: calls.map((call) => ({ revision: { stream, number: revision }, ...call })),
    record,
  };
};

/** What is stored of a stream that is poisoned: its calls stay as they are. */
export const poisonedDocuments = (
  { stream, revision, position }: Pick<StreamDocuments, 'stream' | 'revision' | 'position'>,
  poison: NonNullable<StreamDocuments['poison']>,
): StreamDocuments => ({ stream, revision, position, calls: [], record: null, poison });

/**
 * Folds one stream from the log, up to a revision (default: all there is), by the given rules. Null for a stream that has no event.
 * @throws StoreUnavailable @throws FoldFailed
 */
export const foldStream = async (
  log: EventLog,
  stream: string,
  rules: Rules,
  upTo?: number,
): Promise<StreamDocuments | null> => {
  const state = await readState(log, stream, upTo);
  return state === null ? null : documentsOf(stream, state, rules);
};
