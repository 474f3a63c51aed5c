import type { StreamDocuments } from '#ports';
import { toView, type CallView, type KeptView, type Rules, type StoredCall, type StreamFacts } from '#domain';

/** What a stream's events say up to a revision. */
export interface StreamState {
  readonly facts: StreamFacts;
  /** -1 before the first event. */
  readonly revision: number;
  readonly position: string;
  /** What was made of earlier states of the stream: its dialogs and calls that no event has touched since are not made again. */
  readonly kept: KeptView;
  readonly made: MadeCalls;
}

/** The calls that were made of a stream the last time, so that the next ones can say what has changed. */
export class MadeCalls {
  #last: { readonly revision: number; readonly calls: ReadonlyMap<string, CallView> } | null = null;

  /** Remembers these calls. @returns how they differ from the last ones, if there were any: a call that is as it was is the same object */
  replace(revision: number, calls: readonly CallView[]) {
    const last = this.#last;
    const next = new Map(calls.map((call) => [call.id, call]));
    this.#last = { revision, calls: next };
    if (last === null) return null;
    return {
      since: last.revision,
      calls: calls.filter((call) => last.calls.get(call.id) !== call),
      removed: [...last.calls.keys()].filter((id) => !next.has(id)),
    };
  }
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
  { revision, position, facts, kept, made }: StreamState,
  rules: Rules,
): StreamDocuments | FoldFailed => {
  const view = folding(() => toView(facts, rules, kept));
  if (view instanceof FoldFailed) return view;
  const stored = (call: CallView): StoredCall => ({ revision: { stream, number: revision }, ...call });
  const { record } = view;
  const documents = { stream, revision, position, calls: view.calls.map(stored), record };
  const changes = made.replace(revision, view.calls);
  return changes === null ? documents : { ...documents, changes: { ...changes, calls: changes.calls.map(stored) } };
};

/** The documents that mark a stream as poisoned, at the last event that was read of it. Its stored calls stay as they are. */
export const poisonedDocuments = (
  { stream, revision, position }: Pick<StreamDocuments, 'stream' | 'revision' | 'position'>,
  poison: NonNullable<StreamDocuments['poison']>,
): StreamDocuments => ({ stream, revision, position, calls: [], record: null, poison });
