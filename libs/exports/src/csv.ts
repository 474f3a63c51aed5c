import type { CellValue } from './columns.js';

/**
 * `plain` is RFC 4180, for programs. `excel-pl` is what a Polish spreadsheet opens with a double click: semicolons, a decimal comma, a byte
 * order mark, and no cell that it would run.
 */
export const CSV_DIALECTS = ['plain', 'excel-pl'] as const;
export type CsvDialect = (typeof CSV_DIALECTS)[number];

/** How a dialect writes what the other one writes differently. */
interface Rules {
  readonly begin: string;
  readonly separator: string;
  /** What a cell has to be quoted for. */
  readonly special: RegExp;
  readonly number: (value: number) => string;
  readonly text: (value: string) => string;
}

/** What a spreadsheet takes for a formula, or for the rest of one. */
const RUNS = /^[=+\-@\t\r]/;
const PLAIN_TELEPHONE_NUMBER = /^\+\d+$/;

/** An apostrophe in front has a spreadsheet show a text instead of running it. */
const disarmed = (text: string): string => (RUNS.test(text) && !PLAIN_TELEPHONE_NUMBER.test(text) ? `'${text}` : text);

const RULES: Readonly<Record<CsvDialect, Rules>> = {
  plain: { begin: '', separator: ',', special: /[",\r\n]/, number: String, text: (value) => value },
  'excel-pl': {
    begin: '\uFEFF',
    separator: ';',
    special: /[";\r\n]/,
    number: (value) => String(value).replace('.', ','),
    text: disarmed,
  },
};

/** Between the values of a list; one that is not known leaves nothing there. */
const LIST_SEPARATOR = '|';

const written = (value: CellValue, rules: Rules): string => {
  if (value === null) return '';
  if (typeof value === 'number') return rules.number(value);
  if (typeof value === 'boolean') return String(value);
  const text = rules.text(typeof value === 'string' ? value : value.map((one) => one ?? '').join(LIST_SEPARATOR));
  return rules.special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** One line with its line break (RFC 4180: CRLF); an unknown value is an empty cell. */
export const csvLine = (values: readonly CellValue[], dialect: CsvDialect): string => {
  const rules = RULES[dialect];
  return `${values.map((value) => written(value, rules)).join(rules.separator)}\r\n`;
};

/** The first line, with what a file of this dialect begins with. */
export const csvHead = (names: readonly string[], dialect: CsvDialect): string =>
  `${RULES[dialect].begin}${csvLine(names, dialect)}`;
