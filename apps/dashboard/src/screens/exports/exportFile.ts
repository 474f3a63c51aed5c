import type { Language } from '../../settings/language.js';
import type { CallsQuery } from '../../url/filters.js';
import { firstOf, type Query } from '../../url/search.js';

/** Files of the API, `/v1/export/` before each. */
export const FILES = ['calls.csv', 'legs.csv', 'calls.ndjson', 'calls.parquet', 'legs.parquet'] as const;
export type ExportFile = (typeof FILES)[number];

export interface ExportChoice {
  readonly file: ExportFile;
  /** For Polish Excel: only CSV knows dialects. */
  readonly isForExcel: boolean;
  /** Whether times are written by the clock of the page's zone: Parquet's are always UTC. */
  readonly isLocal: boolean;
}

export const hasDialects = (file: ExportFile): boolean => file.endsWith('.csv');
export const hasLocalTimes = (file: ExportFile): boolean => !file.endsWith('.parquet');

export const DIALECTS = ['plain', 'excel-pl'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** That of a reader's language. */
export const usualDialect = (language: Language): Dialect => (language === 'pl' ? 'excel-pl' : 'plain');

/**
 * What an address asks for; what its file cannot have is left out. Where the address says nothing, times are by the clock of the page's zone
 * and the dialect is that of the reader's language.
 */
export const exportChoice = (query: Query, language: Language): ExportChoice => {
  const dialect = firstOf(query, 'dialect') ?? usualDialect(language);
  const file = FILES.find((name) => name === firstOf(query, 'file')) ?? 'calls.csv';
  return {
    file,
    isForExcel: hasDialects(file) && dialect === 'excel-pl',
    isLocal: hasLocalTimes(file) && firstOf(query, 'local') !== 'false',
  };
};

/**
 * The path and query of a file. A contact's number is not part of it: the address would stand in the browser's list of downloads, and on a
 * command line.
 */
export const exportPath = ({ file, isForExcel, isLocal }: ExportChoice, filters: CallsQuery): string => {
  const { contactNumber: _contactNumber, ...rest } = filters;
  const options = { ...(isForExcel && { dialect: 'excel-pl' }), ...(isLocal && { local: true }) };
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...rest, ...options }))
    for (const each of Array.isArray(value) ? value : [value]) params.append(name, `${each}`);
  return `/v1/export/${file}?${params.toString()}`;
};

/** The line that fetches the same file in a shell. @param isOpen no keys are configured, so none is sent */
export const curlLine = (address: string, file: ExportFile, isOpen: boolean): string =>
  [
    'curl --fail --compressed',
    ...(isOpen ? [] : ['-H "Authorization: Bearer $API_KEY"']),
    `-o ${file}`,
    `'${address.replaceAll("'", '%27')}'`,
  ].join(' ');
