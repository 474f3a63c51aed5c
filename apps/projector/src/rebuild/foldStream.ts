import type { EventLog, StreamDocuments } from '#ports';
import { emptyFacts, type Rules } from '#domain';
import { documentsOf } from '../streamDocuments.js';
import { streamPages } from '../streamPages.js';
import { stateWith, type StreamState } from '../streamStates.js';

/**
 * Folds one stream from the log, up to a revision (default: all there is), by the given rules. Null for a stream that has no event.
 * @throws StoreUnavailable @throws Unfoldable
 */
export const foldStream = async (
  log: EventLog,
  stream: string,
  rules: Rules,
  upTo = Infinity,
): Promise<StreamDocuments | null> => {
  let state: StreamState | null = null;
  for await (const page of streamPages(log, stream, 0)) {
    const events = page.filter(({ revision }) => revision <= upTo);
    const last = events.at(-1);
    if (last === undefined) break;
    const former: StreamState['facts'] = state?.facts ?? emptyFacts(stream);
    state = stateWith(former, events, last);
    if (events.length < page.length) break;
  }
  return state === null ? null : documentsOf(stream, state, rules);
};
