import type { CallFilter } from '#domain';
import type { Generation, PageKey, ReadModels } from '#ports';
import type { BenchOptions } from './options.js';
import { latencyOf, round, timesOf } from './percentiles.js';
import { NOW, overYears } from './yearOfCalls.js';

/** Pages of each filter, spread over the whole depth of its list. */
export const PAGES = 60;
export const PAGE_ROWS = 50;
const NAME_WIDTH = 44;

type Asked = Partial<CallFilter>;

/** Filters that are often asked for alone, which have an index (or need none). */
const COMMON: Readonly<Record<string, Asked>> = {
  'no filter': {},
  'a range of three months': { from: '2025-04-01T00:00:00Z', to: '2025-07-01T00:00:00Z' },
  campaign: { campaign: ['5f463dbd80f35763375fe307'] },
  project: { project: ['1'] },
  consultant: { consultant: ['user17'] },
  record: { recordId: ['s500000'] },
  outcome: { outcome: ['abandoned'] },
  'hangup side': { hangupSide: ['contact'] },
  status: { status: ['open', 'stale'] },
  number: { contactNumber: ['48xxxxxxxxx'] },
};

/** All others, each at a value that no call has: the whole list has to be looked through. */
const RARE: Readonly<Record<string, Asked>> = {
  source: { source: ['none such'] },
  attempt: { attempt: [99] },
  kind: { kind: ['none such'] },
  direction: { direction: ['none such'] },
  'dialing method': { dialingMethod: ['none such'] },
  'hangup certainty': { hangupCertainty: ['none such'] },
  'close cause': { closeCause: ['none such'] },
  'least talk': { minTalkSeconds: 100_000 },
  'most talk': { maxTalkSeconds: -1 },
  quality: { quality: ['clock_ahead'] },
  'not final': { final: false },
  'hour of day': { hourOfDay: [3], timezone: 'Europe/Warsaw' },
  weekday: { weekday: [7], hourOfDay: [3], timezone: 'Europe/Warsaw' },
  'ends in a range': { attribution: 'end', from: '2030-01-01T00:00:00Z' },
};

const CLOCK = { now: NOW, graceSeconds: 300, staleSeconds: 14_400 };

/** A place in a list: the key of a call that starts at this share of the year. */
const placeAt = (share: number): PageKey => ({
  startedAt: new Date(NOW - share * 366 * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z'),
  id: '',
  stream: '',
});

const lineOf = (name: string, times: readonly number[]): string => {
  const { p50, p99, max } = latencyOf(times);
  return `${name.padEnd(NAME_WIDTH)} p50 ${round(p50).padStart(7)} ms, p99 ${round(p99).padStart(7)} ms, at most ${round(max).padStart(7)} ms`;
};

const measure = async (readModels: ReadModels, generation: Generation): Promise<string[]> => {
  const timesOfPages = (asked: Asked, places: readonly (PageKey | null)[]): Promise<number[]> => {
    const query = {
      filter: { attribution: 'start', clock: CLOCK, ...asked },
      sort: '-startedAt',
      limit: PAGE_ROWS,
    } as const;
    return timesOf(places.map((after) => () => readModels.findCalls(generation, { ...query, after })));
  };
  const anywhere = [null, ...Array.from({ length: PAGES }, (_, i) => placeAt(i / PAGES))];
  const first = Array.from({ length: 5 }, () => null);
  await timesOfPages({}, anywhere); // the first answers of a process are slower
  const lines = [`pages of ${PAGE_ROWS} calls, at ${anywhere.length} places of the list`];
  for (const [name, asked] of Object.entries(COMMON)) lines.push(lineOf(name, await timesOfPages(asked, anywhere)));
  lines.push('the first page where no call matches, or hardly any, 5 times');
  for (const [name, asked] of Object.entries(RARE)) lines.push(lineOf(name, await timesOfPages(asked, first)));
  return lines;
};

/** Pages of calls at any depth, by each filter; over the same calls as the statistics. */
export const benchLists = (options: BenchOptions): Promise<string[]> =>
  overYears(options, 'lists', ({ readModels, generation }) => measure(readModels, generation));
