import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoredCall } from '#domain';
import type { CallJson, CallLeg, CallQueries, Generation, Page, PageKey, PageQuery } from '#ports';
import type { ExportQuestion } from './question.js';

/**
 * Rows of a page. What is made of a small one is gone by the next collection of young garbage, so little of it becomes old. Parquet holds
 * 10,000 rows until a row group is whole, so small pages would keep nothing young there, and only cost more questions.
 */
const pageRows = ({ format }: ExportQuestion): number => (format === 'parquet' ? 500 : 100);

/** Where the calls come from. */
export type ExportSource = Pick<CallQueries, 'findCalls' | 'findCallJson' | 'findLegs'>;

/**
 * The pages of a list, the oldest first, each asked for while the one before it is worked on. Each is read at a moment of its own, so an
 * export of any length holds no transaction open; a call that does not change meanwhile comes exactly once.
 */
async function* pagesOf<Item>(
  read: (query: PageQuery) => Promise<Page<Item>>,
  question: ExportQuestion,
): AsyncGenerator<readonly Item[]> {
  const { filter, after } = question;
  const limit = pageRows(question);
  const ask = (from: PageKey | null): Promise<Page<Item>> => {
    const page = read({ filter, sort: 'startedAt', limit, after: from });
    page.catch(() => undefined); // whoever waits for it is told; perhaps nobody does any more
    return page;
  };
  let next: Promise<Page<Item>> | null = ask(after);
  while (next !== null) {
    const page: Page<Item> = await next;
    next = page.next === null ? null : ask(page.next);
    await nextTurn(); // so that the question is on its way before this page keeps the thread busy
    yield page.items;
  }
}

/** `withoutLegs`: the calls' lists of legs are empty, which is faster. */
export const callPages = (
  source: ExportSource,
  generation: Generation,
  question: ExportQuestion,
  withoutLegs: boolean,
): AsyncIterable<readonly StoredCall[]> =>
  pagesOf((query) => source.findCalls(generation, { ...query, withoutLegs }), question);

export const callJsonPages = (
  source: ExportSource,
  generation: Generation,
  question: ExportQuestion,
): AsyncIterable<readonly CallJson[]> => pagesOf((query) => source.findCallJson(generation, query), question);

export const legPages = (
  source: ExportSource,
  generation: Generation,
  question: ExportQuestion,
): AsyncIterable<readonly CallLeg[]> => pagesOf((query) => source.findLegs(generation, query), question);
