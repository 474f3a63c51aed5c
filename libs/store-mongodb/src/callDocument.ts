import { createHash } from 'node:crypto';
import { quarterOfWeek, recordClosedAfter, type Id, type StoredCall } from '#domain';
import type { StreamDocuments } from '#ports';

/** A call without its revision: a new revision alone does not change a document. */
export type CallContent = Omit<StoredCall, 'revision'>;

/** What filters ask for in a form that an index can hold. */
interface SearchFields {
  /** Ids and user names, as text, of everybody who was its consultant or had a consultant's leg of it; null where it has no known consultant. */
  readonly consultants: readonly (string | null)[];
  /** The quarters of the UTC week in which it started and ended, by which hours of the day and weekdays of any zone are found. */
  readonly startedQuarter: number;
  readonly endedQuarter: number | null;
  /** `lastReceivedAt` in milliseconds since the epoch. */
  readonly lastReceived: number | null;
  /** The record was closed after the call's last event (docs/domain.md#status). */
  readonly recordClosedAfter: boolean;
}

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
  readonly search?: SearchFields;
  /** What decides who may see the removal. */
  readonly removed?: Pick<CallContent, 'source' | 'project'>;
}

const texts = (...ids: (Id | null | undefined)[]): string[] =>
  ids.flatMap((id) => (id === null || id === undefined ? [] : [String(id)]));

const consultantsOf = ({ consultant, legs }: CallContent): (string | null)[] => {
  const own = texts(consultant?.id, consultant?.username);
  const ofLegs = legs.flatMap(({ role, party }) => (role === 'consultant' ? texts(party.id, party.username) : []));
  return [...new Set([...(own.length === 0 ? [null] : own), ...ofLegs])];
};

const quarterOf = (time: string): number => quarterOfWeek(Date.parse(time) / 1000);

const searchFields = (call: CallContent): SearchFields => ({
  consultants: consultantsOf(call),
  startedQuarter: quarterOf(call.startedAt),
  endedQuarter: call.endedAt === null ? null : quarterOf(call.endedAt),
  lastReceived: call.lastReceivedAt === null ? null : Date.parse(call.lastReceivedAt),
  recordClosedAfter: recordClosedAfter(call),
});

type Revision = Pick<StreamDocuments, 'stream' | 'revision' | 'position'>;

export const callDocument = ({ stream, revision, position }: Revision, stored: StoredCall): CallDocument => {
  const { revision: _besideIt, ...call } = stored;
  return {
    _id: { stream, id: call.id },
    revision,
    changedAt: position,
    hash: createHash('sha256').update(JSON.stringify(call)).digest('base64'),
    call,
    search: searchFields(call),
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

export const groupByStream = <Found extends Pick<CallDocument, '_id'>>(
  documents: readonly Found[],
): ReadonlyMap<string, readonly Found[]> => {
  const byStream = new Map<string, Found[]>();
  for (const document of documents) {
    const known = byStream.get(document._id.stream);
    if (known === undefined) byStream.set(document._id.stream, [document]);
    else known.push(document);
  }
  return byStream;
};
