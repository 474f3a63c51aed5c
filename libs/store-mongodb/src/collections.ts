import type { Binary, Collection, Db } from 'mongodb';
import type { CallDifference, DifferenceCounts, Segment } from '#domain';
import type { Checkpoint, Generation, GenerationKey, Lease, StreamDocuments } from '#ports';
import type { CallDocument } from './callDocument.js';

/** A stream of the log as far as its documents have been made. */
export interface StreamDocument extends Pick<StreamDocuments, 'revision' | 'position' | 'record'> {
  readonly _id: string;
  readonly poison: NonNullable<StreamDocuments['poison']> | null;
}

/** As a batch size: the server sends the whole answer in one part. */
export const ALL_AT_ONCE = 10_000;

/** A call that is added, removed or changed between two generations. `_id` 0 holds the highest number given so far, and no call. */
export interface DifferenceDocument {
  readonly _id: number;
  readonly last?: number;
  readonly call?: CallDifference;
}

/**
 * Says whether what a worker has written of the calls that started in an hour is in the segment of its day. Each worker has marks of its
 * own, so that workers do not wait for one another (docs/decisions/0035-segments-of-columns.md).
 */
export interface MarkDocument {
  readonly _id: { readonly hour: number; readonly worker: string };
  readonly changedAt: number;
  /** SEGMENT_FORMAT: it is. 0: it is not. */
  readonly format: number;
}

/** The columns of a day's calls; of an hour's as long as all marks of the hour say so. `_id` is the day. */
export interface SegmentDocument extends Omit<Segment, 'columns'> {
  readonly _id: number;
  /** SEGMENT_FORMAT, or an older one, which is read no more. */
  readonly format: number;
  readonly columns: Binary;
}

export interface GenerationCollections {
  /** `calls.v3`: calls, and markers of removed ones. */
  readonly calls: Collection<CallDocument>;
  /** `calls.v3.streams`: how far each stream has come, its record, its poison. */
  readonly streams: Collection<StreamDocument>;
  /** `calls.v3.differences`: calls that differ from the live generation's. */
  readonly differences: Collection<DifferenceDocument>;
  /** `calls.v3.marks` and `calls.v3.segments`: what statistics read, and lists search. */
  readonly marks: Collection<MarkDocument>;
  readonly segments: Collection<SegmentDocument>;
}

const PROJECTION_NAME = /^[a-z][a-z0-9_]{0,30}$/;

export const collectionName = ({ projection, number }: GenerationKey): string => {
  if (!PROJECTION_NAME.test(projection) || !Number.isSafeInteger(number)) {
    throw new TypeError(`${projection} ${number} cannot name a generation's collections`);
  }
  return `${projection}.v${number}`;
};

/** @throws TypeError the projection's name cannot be part of a collection's name */
export const collectionsOf = (db: Db, generation: GenerationKey): GenerationCollections => {
  const name = collectionName(generation);
  return {
    calls: db.collection(name),
    streams: db.collection(`${name}.streams`),
    differences: db.collection(`${name}.differences`),
    marks: db.collection(`${name}.marks`),
    segments: db.collection(`${name}.segments`),
  };
};

/**
 * A projection with all its generations: one document, so that a switch is one write and nobody ever reads two live ones or none.
 * `revision` grows with each change; a writer names the one it has read.
 */
export interface ProjectionDocument {
  readonly _id: string;
  readonly revision: number;
  readonly generations: readonly Generation[];
}

/** What the last comparison of a generation has counted. It stays when the generation is dropped. */
interface ComparisonDocument {
  readonly _id: { readonly projection: string; readonly generation: number };
  readonly counts: DifferenceCounts;
}

/** A checkpoint outside generations (the linker's) has projection '' and generation 0. */
export interface CheckpointId {
  readonly projection: string;
  readonly generation: number;
  readonly consumer: string;
}

export interface CheckpointDocument extends Omit<Checkpoint, 'consumer'> {
  readonly _id: CheckpointId;
}

interface LeaseDocument extends Lease {
  readonly _id: string;
}

export interface SummaryDocument {
  readonly _id: string;
  readonly content: object;
}

export const projectionsOf = (db: Db): Collection<ProjectionDocument> => db.collection('projections');
export const comparisonsOf = (db: Db): Collection<ComparisonDocument> => db.collection('comparisons');
export const checkpointsOf = (db: Db): Collection<CheckpointDocument> => db.collection('checkpoints');
export const leasesOf = (db: Db): Collection<LeaseDocument> => db.collection('leases');
export const summariesOf = (db: Db): Collection<SummaryDocument> => db.collection('summaries');
