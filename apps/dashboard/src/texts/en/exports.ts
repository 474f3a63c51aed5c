import { counted } from '../counted.js';

/** Calls and legs as files. */
export const exports = {
  title: 'Exports',
  file: 'File',
  files: {
    'calls.csv': 'Calls, for spreadsheets',
    'legs.csv': 'Legs, for spreadsheets',
    'calls.ndjson': 'Calls whole, for programs',
    'calls.parquet': 'Calls, for analysis',
    'legs.parquet': 'Legs, for analysis',
  },
  dialect: 'Spreadsheet',
  plain: 'Comma between columns, as most programs read it',
  excel: 'Polish Excel: semicolon, decimal comma',
  times: 'Times',
  utcTimes: 'In UTC',
  localTimes: (zone: string) => `By the clock of ${zone}`,
  legs: counted('en', { one: 'leg', other: 'legs' }),
  masked: 'Numbers and names of contacts are masked: of a number the last three digits are left.',
  unmasked: 'Numbers and names of contacts are in it, unmasked.',
  noNumber: 'The filter by number does not go along: an address of a file must not hold one.',
  download: (file: string) => `Download ${file}`,
  streamed:
    'The file comes row by row, the oldest first, however large it is. If it breaks off, the browser says that it failed.',
  shell: 'The same in a shell',
};
