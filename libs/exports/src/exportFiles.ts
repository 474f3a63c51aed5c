import type { ExportQuestion } from './question.js';

type Kind = Pick<ExportQuestion, 'table' | 'format'>;

/** The files that can be had, by name. */
export const EXPORT_FILES = {
  'calls.csv': { table: 'calls', format: 'csv' },
  'calls.ndjson': { table: 'calls', format: 'ndjson' },
  'calls.parquet': { table: 'calls', format: 'parquet' },
  'legs.csv': { table: 'legs', format: 'csv' },
  'legs.parquet': { table: 'legs', format: 'parquet' },
} as const satisfies Readonly<Record<string, Kind>>;

export type ExportFile = keyof typeof EXPORT_FILES;
