import type { Collection, Db } from 'mongodb';
import type { RecordView } from '#domain';
import type { Generation } from '#ports';
import type { CallDocument } from './callDocument.js';

/** Which generation of which projection: its collections carry both in their names. */
export interface GenerationKey {
  readonly projection: string;
  readonly number: number;
}

/** A stream of the log as far as its documents have been made. */
export interface StreamDocument {
  readonly _id: string;
  readonly revision: number;
  readonly position: string;
  /** Ids of its calls at this revision. */
  readonly calls: readonly string[];
  readonly record: RecordView | null;
  readonly poison: { readonly message: string; readonly at: string } | null;
}

export interface GenerationCollections {
  /** `calls.v3`: calls, and markers of removed ones. */
  readonly calls: Collection<CallDocument>;
  /** `calls.v3.streams`: how far each stream has come, its record, its poison. */
  readonly streams: Collection<StreamDocument>;
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
  return { calls: db.collection(name), streams: db.collection(`${name}.streams`) };
};

export interface GenerationDocument extends Generation {
  readonly _id: string;
}

/** A checkpoint outside generations (the linker's) has projection '' and generation 0. */
export interface CheckpointId {
  readonly projection: string;
  readonly generation: number;
  readonly consumer: string;
}

export interface CheckpointDocument {
  readonly _id: CheckpointId;
  readonly position: string;
  readonly logIdentity: string;
  readonly logTime: string | null;
  readonly savedAt: string;
}

export interface LeaseDocument {
  readonly _id: string;
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly heldUntil: number;
}

export const generationsOf = (db: Db): Collection<GenerationDocument> => db.collection('generations');
export const checkpointsOf = (db: Db): Collection<CheckpointDocument> => db.collection('checkpoints');
export const leasesOf = (db: Db): Collection<LeaseDocument> => db.collection('leases');
