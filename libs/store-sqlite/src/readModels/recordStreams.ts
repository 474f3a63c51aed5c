import { STREAM_PREFIXES } from '#domain';
import type { Database } from '../sqlite/driver.js';
import { prepared } from '../sqlite/prepared.js';
import type { GenerationTables } from './generationTables.js';

/*
 * All calls of a record are of its stream (docs/linking.md#streams), so they are found by the stream's number. Nearly every such stream has
 * the record's id in its name, which has an index anyhow: only the others need one more.
 */

/** What stands in the column `record_id` of a stream about this record: null where the stream's name says it. */
export const recordIdBesideName = (stream: string, recordId: string | null): string | null =>
  recordId !== null && stream === STREAM_PREFIXES.record + recordId ? null : recordId;

export interface RecordStream {
  readonly key: number;
  /** The record's document as text; null: nothing is known of it. */
  readonly record: string | null;
}

/** The streams about a record: one, or none. */
export const streamsOfRecord = (db: Database, { streams }: GenerationTables, recordId: string): RecordStream[] =>
  prepared(
    db,
    `SELECT key, record FROM ${streams} WHERE name = ? AND record_id IS NULL
     UNION ALL SELECT key, record FROM ${streams} WHERE record_id = ?`,
  ).all(STREAM_PREFIXES.record + recordId, recordId) as RecordStream[];
