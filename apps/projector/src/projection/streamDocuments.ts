import type { StreamDocuments } from '#ports';
import { toView, type KeptView, type Rules, type StreamFacts } from '#domain';

/** What a stream's events say up to a revision. */
export interface StreamState {
  readonly facts: StreamFacts;
  /** -1 before the first event. */
  readonly revision: number;
  readonly position: string;
  /** What was made of earlier states of the stream: its dialogs and calls that no event has touched since are not made again. */
  readonly kept: KeptView;
}

/** Why a stream's events cannot be folded: by a fault of the rules or the events, not of a store. The stream is poisoned by it. */
export class FoldFailed {
  constructor(readonly message: string) {}
}

/** Does a part of a fold, and answers what it throws as a value. */
export const folding = <Result>(fold: () => Result): Result | FoldFailed => {
  try {
    return fold();
  } catch (error) {
    return new FoldFailed(error instanceof Error ? error.message : String(error));
  }
};

/** The documents that a stream's state makes by these rules. */
export const documentsOf = (
  stream: string,
  { revision, position, facts, kept }: StreamState,
  rules: Rules,
): StreamDocuments | FoldFailed => {
  const view = folding(() => toView(facts, rules, kept));
  if (view instanceof FoldFailed) return view;
  const calls = view.calls.map((call) => ({ revision: { stream, number: revision }, ...call }));
  return { stream, revision, position, calls, record: view.record };
};

/** The documents that mark a stream as poisoned, at the last event that was read of it. Its stored calls stay as they are. */
export const poisonedDocuments = (
  { stream, revision, position }: Pick<StreamDocuments, 'stream' | 'revision' | 'position'>,
  poison: NonNullable<StreamDocuments['poison']>,
): StreamDocuments => ({ stream, revision, position, calls: [], record: null, poison });
