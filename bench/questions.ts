import type { ChildProgram } from './childProgram.js';
import { PAGE_ROWS, PAGES } from './lists.js';
import { latencyOf, medianOf, round, timesOf } from './percentiles.js';
import { PERCENTILES, SUMS } from './statistics.js';

const TIMES = 5;
const NAME_WIDTH = 44;

interface Listed {
  readonly items: readonly { readonly startedAt: string }[];
}

const ask = async ({ url }: ChildProgram, path: string): Promise<string> => {
  const answer = await fetch(url + path);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}: ${text}`);
  return text;
};

const timesOfAnswers = (service: ChildProgram, paths: readonly string[]): Promise<number[]> =>
  timesOf(paths.map((path) => () => ask(service, path)));

/** Milliseconds since the epoch at which the first and the last call start. */
const rangeOf = async (service: ChildProgram): Promise<{ first: number; last: number }> => {
  const startOf = async (sort: string): Promise<number> => {
    const { items } = JSON.parse(await ask(service, `/v1/calls?sort=${sort}&limit=1`)) as Listed;
    return Date.parse(items[0]?.startedAt ?? '');
  };
  return { first: await startOf('startedAt'), last: await startOf('-startedAt') };
};

/** How long an analyst waits, over HTTP: pages of calls at any depth, and statistics of all calls. @returns lines of figures */
export const timeQuestions = async (service: ChildProgram): Promise<string[]> => {
  const { first, last } = await rangeOf(service);
  const places = Array.from({ length: PAGES }, (_, i) => new Date(last - ((last - first) * i) / PAGES).toISOString());
  const pagesOf = (filter: string): string[] =>
    places.map((place) => `/v1/calls?limit=${PAGE_ROWS}&to=${place}${filter}`);
  const range = `from=${new Date(first).toISOString()}&to=${new Date(last + 1000).toISOString()}`;
  const statisticOf = (metrics: readonly string[]): string[] =>
    new Array<string>(TIMES).fill(`/v1/stats?metrics=${metrics.join(',')}&groupBy=campaign&interval=P1D&${range}`);
  const lists = { 'all calls': '', 'outcome abandoned': '&outcome=abandoned', 'status open': '&status=open' };
  const statistics = { 'counts and sums': SUMS, 'with percentiles': PERCENTILES };
  await timesOfAnswers(service, pagesOf('')); // the first answers of a process are slower
  const lines: string[] = [];
  for (const [name, filter] of Object.entries(lists)) {
    const { p50, p99 } = latencyOf(await timesOfAnswers(service, pagesOf(filter)));
    lines.push(`${`pages of ${PAGE_ROWS}, ${name}`.padEnd(NAME_WIDTH)} p50 ${round(p50)} ms  p99 ${round(p99)} ms`);
  }
  for (const [name, metrics] of Object.entries(statistics)) {
    const taken = medianOf(await timesOfAnswers(service, statisticOf(metrics)));
    lines.push(`${`all calls by campaign and day, ${name}`.padEnd(NAME_WIDTH)} ${round(taken)} ms`);
  }
  return lines;
};
