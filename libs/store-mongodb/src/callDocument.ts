import { createHash } from 'node:crypto';
import type { Filter } from 'mongodb';
import { searchedValues, type CallContent, type SearchedValues, type StoredCall } from '#domain';
import type { StreamDocuments } from '#ports';

export interface DocumentId {
  readonly stream: string;
  readonly id: string;
}

/** A call, or the marker of one that was removed. The names of all fields are ours: only values come from the platform. */
export interface CallDocument {
  readonly _id: DocumentId;
  /** The stream's revision, and its position in the log, at which the content last changed. */
  readonly revision: number;
  readonly changedAt: string;
  /** SHA-256 of the content; of a marker, none. */
  readonly hash: string | null;
  readonly call?: CallContent;
  readonly search?: SearchedValues;
  /** What decides who may see the removal. */
  readonly removed?: Pick<CallContent, 'source' | 'project'>;
}

/** The documents of all streams from `first` to `last`, by the names' order, found by `_id`. No name holds U+0000. */
export const callsOfStreams = (first: string, last: string): Filter<CallDocument> =>
  ({ _id: { $gte: { stream: first }, $lt: { stream: `${last}\0` } } }) as Filter<CallDocument>;

type Revision = Pick<StreamDocuments, 'stream' | 'revision' | 'position'>;

export const callDocument = ({ stream, revision, position }: Revision, stored: StoredCall): CallDocument => {
  const { revision: _besideIt, ...call } = stored;
  return {
    _id: { stream, id: call.id },
    revision,
    changedAt: position,
    hash: createHash('sha256').update(JSON.stringify(call)).digest('base64'),
    call,
    search: searchedValues(call),
  };
};

export const removalMarker = (
  { revision, position }: Revision,
  _id: DocumentId,
  removed: Pick<CallContent, 'source' | 'project'>,
): CallDocument => ({ _id, revision, changedAt: position, hash: null, removed });

/** @throws TypeError the document is a removal marker */
export const storedCall = ({ _id, call, revision }: CallDocument): StoredCall => {
  if (call === undefined) throw new TypeError(`${_id.id} of ${_id.stream} was removed`);
  return { ...call, revision: { stream: _id.stream, number: revision } };
};
