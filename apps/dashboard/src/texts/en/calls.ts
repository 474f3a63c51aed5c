import { counted } from '../counted.js';

/** The list of calls. */
export const calls = {
  table: 'Calls, the newest first',
  mayChange: counted('en', { other: 'may still change' }),
  settled: 'all settled',
  statistics: 'Statistics of these',
  export: 'Export',
  refresh: 'Refresh',
  every30: 'every 30 s',
  columns: 'Columns',
  rows: 'Rows',
  newer: 'Newer',
  older: 'Older',
  first: 'To the newest',
  pages: 'Pages of the list',
  oldestFirst: 'Oldest first',
  newestFirst: 'Newest first',
  column: {
    start: 'Start',
    consultant: 'Consultant',
    contact: 'Contact',
    campaign: 'Campaign',
    attempt: 'Attempt',
    ring: 'Ring',
    talk: 'Talk',
    outcome: 'Outcome',
    hangup: 'Hung up by',
    marks: 'Notes',
  },
  provisional: 'provisional',
  notes: (count: number) => (count === 1 ? '1 note' : `${count} notes`),
};
