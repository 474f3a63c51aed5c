import { counted } from '../counted.js';

const counting = counted('en', { one: 'record', other: 'records' });

/** The list of campaign records, and one record. */
export const records = {
  table: 'Campaign records, the newest first attempt first',
  recordTitle: (id: string) => `Record ${id}`,
  unknown: { title: 'No such record', detail: 'It is unknown, or not yours to see.' },
  empty: 'No records',
  onPage: (count: number) => `${counting(count)} on this page, the newest first, by their first attempt.`,
  column: {
    contact: 'Contact',
    campaign: 'Campaign',
    reached: 'Reached',
    attempts: 'Attempts',
    last: 'Last call',
    state: 'Platform’s state',
    record: 'Record’s id',
  },
  since: (time: string) => `since ${time}`,
  platformStates: { CLOSED: 'closed' },
  reachedAt: (attempt: number, of: number) => `Reached at attempt ${attempt} of ${of}.`,
  reachedShort: (attempt: number) => `at attempt ${attempt}`,
  notReached: (attempts: number) =>
    attempts === 1 ? 'Not reached in 1 attempt.' : `Not reached in ${attempts} attempts.`,
  no: 'no',
  state: (state: string) => `The platform’s state: ${state}.`,
  closed: (time: string) => `Closed by the platform: ${time}.`,
  attempts: 'Attempts',
  hint: 'All attempts are drawn on one scale, each from its own start.',
  attempt: (number: number) => `Attempt ${number}`,
  later: (span: string) => `${span} later`,
};
