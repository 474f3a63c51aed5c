import type { EventLog, StreamDocuments } from '#ports';
import type { Rules } from '#domain';
import { documentsOf } from '../projection/streamDocuments.js';
import { readState } from '../projection/streamStates.js';

/**
 * Folds one stream from the log, up to a revision (default: all there is), by the given rules. Null for a stream that has no event.
 * @throws StoreUnavailable @throws Unfoldable
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
