import type { CallFilter } from '#domain';
import type { PageKey } from '#ports';
import type { CsvDialect } from './csv.js';

/** What is to be exported and how; plain data, so that it can be sent to another thread. */
export interface ExportQuestion {
  readonly table: 'calls' | 'legs';
  readonly format: 'csv' | 'ndjson' | 'parquet';
  /** Which rows; its clock is the moment at which all of them are shown. */
  readonly filter: CallFilter;
  /** The call behind which the rows begin; null: with the first. A CSV file that goes on has no first line of names. */
  readonly after: PageKey | null;
  /** Whether numbers and names of contacts are masked, as analysts see them (docs/security.md#api_keys_file-who-may-read). */
  readonly masked: boolean;
  /** IANA name of the zone in which times are written; null: UTC, with a Z. */
  readonly zone: string | null;
  /** Of CSV. */
  readonly dialect: CsvDialect;
  /** What the file says of itself where its format has room for it (Parquet), e.g. `asOf`. */
  readonly about: Readonly<Record<string, string>>;
}
