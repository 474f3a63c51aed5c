import type { CallFilter, RecordView, StoredCall } from '#domain';
import type { Generation } from './generations.js';
import type { Page } from './callQueries.js';

/** Which calls whoever asks may see. Absent: no limit. All other calls are as if they were not there. */
export type VisibleCalls = Pick<CallFilter, 'source' | 'project'>;

/** A page of records, those with the newest first attempt first, then by id downwards. */
export interface RecordQuery {
  readonly visible: VisibleCalls;
  /** On the record's first attempt. */
  readonly filter: CallFilter;
  /** Whether one of the attempts is a conversation. Absent: either. */
  readonly reached?: boolean;
  /** 1 to 500. */
  readonly limit: number;
  /** Where the page begins: just after the record of this id, whose first attempt started then. */
  readonly after: { readonly startedAt: string; readonly id: string } | null;
}

/** A campaign record that has been tried at least once. */
export interface AttemptedRecord {
  readonly id: string;
  /** What its own events say; null where there are none. */
  readonly record: RecordView | null;
  /** Its visible calls, by (startedAt, id). One at least. */
  readonly calls: readonly StoredCall[];
}

/** Campaign records with the calls that were attempts on them. Every method rejects with StoreUnavailable when the store cannot be reached. */
export interface RecordQueries {
  /**
   * `next` of the page has no stream: that is an empty text.
   * @throws GenerationConflict the generation has been dropped
   */
  findRecords(generation: Generation, query: RecordQuery): Promise<Page<AttemptedRecord>>;
}
