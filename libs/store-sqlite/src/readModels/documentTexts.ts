import { callJson, isoSeconds, type CallContent, type StoredCall } from '#domain';
import type { CallChanges, CallJson, PageKey, StreamDocuments } from '#ports';

/* Documents go to the threads and come from them as JSON text: it costs least to send, and is what is compared and stored. */

export interface CallText {
  readonly id: string;
  readonly text: string;
}

/** StreamDocuments with the documents as texts: all calls of the stream, or those that have changed. */
export interface StreamTexts {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly calls: readonly CallText[];
  /** Null: `calls` are all there are. Else what is neither there nor among `removed` is as it was at this revision. */
  readonly since: number | null;
  readonly removed: readonly string[];
  /** Of which record the calls are. */
  readonly recordId: string | null;
  readonly record: { readonly id: string; readonly text: string } | null;
  readonly poison: { readonly message: string; readonly at: string } | null;
}

/** A stored call. Its revision stands in columns, since that alone does not make a change. */
export interface CallRow {
  readonly text: string;
  readonly stream: string;
  readonly revision: number;
}

/** The same in a list of calls, with the key of its place. */
export interface ListedCallRow extends CallRow {
  readonly id: string;
  /** In seconds since the epoch. */
  readonly started_at: number;
}

type WrittenCalls = Pick<CallChanges, 'calls' | 'removed'> & Pick<StreamTexts, 'since'>;

const textsWith = (
  { stream, revision, position, calls: allCalls, record, poison }: StreamDocuments,
  { calls, since, removed }: WrittenCalls,
): StreamTexts => ({
  stream,
  revision,
  position,
  calls: calls.map((call) => ({ id: call.id, text: callJson(call) })),
  since,
  removed,
  recordId: record?.id ?? allCalls[0]?.recordId ?? null,
  record: record === null ? null : { id: record.id, text: JSON.stringify(record) },
  poison: poison ?? null,
});

/** All calls of the stream. */
export const textsOf = (documents: StreamDocuments): StreamTexts =>
  textsWith(documents, { calls: documents.calls, since: null, removed: [] });

/** The changed calls alone where they are known, else all. */
export const changedTextsOf = (documents: StreamDocuments): StreamTexts =>
  documents.changes === undefined ? textsOf(documents) : textsWith(documents, documents.changes);

/** Where the legs begin. Nowhere else does this stand: in a text a quote has a backslash in front. */
const LEGS = ',"legs":[';

/** The call with an empty list of legs, which takes half the time to send and to read. */
export const withoutLegs = (row: CallRow): CallRow => ({
  ...row,
  text: `${row.text.slice(0, row.text.indexOf(LEGS))}${LEGS}]}`,
});

export const asCallJson = ({ text, stream, revision }: CallRow): CallJson => ({
  json: text,
  revision: { stream, number: revision },
});

export const keyOfRow = ({ started_at: start, id, stream }: ListedCallRow): PageKey => ({
  startedAt: isoSeconds(start),
  id,
  stream,
});

/** The revision is added to what was parsed: to copy its fields takes as long as to parse them. */
export const storedCall = ({ text, stream, revision }: CallRow): StoredCall =>
  Object.assign(JSON.parse(text) as CallContent, { revision: { stream, number: revision } });
