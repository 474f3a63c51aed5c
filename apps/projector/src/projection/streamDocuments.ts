import type { StreamDocuments } from '#ports';
import { toView, type Rules } from '#domain';
import type { StreamState } from './streamStates.js';
import { folding } from './unfoldable.js';

/** The documents that a stream's state tells, by these rules. @throws Unfoldable */
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

/** What a stream is set aside with: its calls stay as they are stored. */
export const setAside = (
  { stream, revision, position }: Pick<StreamDocuments, 'stream' | 'revision' | 'position'>,
  poison: NonNullable<StreamDocuments['poison']>,
): StreamDocuments => ({ stream, revision, position, calls: [], record: null, poison });
