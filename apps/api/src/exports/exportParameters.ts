import { CSV_DIALECTS, type ExportFile } from '#exports';
import { FILTER_PARAMETERS, LOCAL_PARAMETER, type Asked, type Parameter } from '#parameters';
import { routeQuery, type RouteQuery } from '../parameters/readQuery.js';

const DIALECT = {
  name: 'dialect',
  kind: 'choice',
  several: false,
  values: CSV_DIALECTS,
  default: 'plain',
  description:
    'plain: RFC 4180, for programs. excel-pl: for Polish spreadsheets, with semicolons, a decimal comma, a byte order mark, and an apostrophe before a text that a spreadsheet would run.',
} as const satisfies Parameter;

const AFTER = {
  name: 'after',
  kind: 'text',
  several: false,
  example: '028b5322-a0f3-4297-8707-60e443d64a78',
  description:
    'Goes on behind the call of this id, the last one received: what comes is put behind what is there already, so CSV has no line of names. 400 where the call is gone.',
} as const satisfies Parameter;

/** What an export was asked for; each file takes some of it. */
export type AskedExport = Asked<
  readonly [...typeof FILTER_PARAMETERS, typeof LOCAL_PARAMETER, typeof DIALECT, typeof AFTER]
>;

const queryOf = (...more: readonly Parameter[]): RouteQuery => routeQuery([...FILTER_PARAMETERS, ...more]);

/** The parameters of each file: the filters of the lists, and how to write it. */
export const EXPORT_QUERIES: Readonly<Record<ExportFile, RouteQuery>> = {
  'calls.csv': queryOf(LOCAL_PARAMETER, DIALECT, AFTER),
  'calls.ndjson': queryOf(LOCAL_PARAMETER, AFTER),
  'calls.parquet': queryOf(),
  'legs.csv': queryOf(LOCAL_PARAMETER, DIALECT),
  'legs.parquet': queryOf(),
};
