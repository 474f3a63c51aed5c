import type { EventLog, RecordedEvent, StreamDocuments } from '#ports';
import { collect, emptyFacts, type Rules } from '#domain';
import { documentsOf } from '../streamDocuments.js';

const PAGE = 500;

/**
 * Folds one stream from the log, up to a revision (default: all there is), by the given rules. Null for a stream that has no event.
 * @throws StoreUnavailable @throws Error whatever the fold throws
 */
export const foldStream = async (
  log: EventLog,
  stream: string,
  rules: Rules,
  upTo = Infinity,
): Promise<StreamDocuments | null> => {
  let facts = emptyFacts(stream);
  let last: RecordedEvent | null = null;
  let page: RecordedEvent[] = [];
  for await (const event of log.readStream(stream)) {
    if (event.revision > upTo) break;
    page.push(event);
    last = event;
    if (page.length < PAGE) continue;
    facts = collect(facts, page);
    page = [];
  }
  if (last === null) return null;
  const { revision, position } = last;
  return documentsOf(stream, { facts: collect(facts, page), revision, position }, rules);
};
