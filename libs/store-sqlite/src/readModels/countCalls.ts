import { columnsOf, Statistics, type StatisticsAnswer, type StatisticsQuery, type StoredCall } from '#domain';
import { storedCall } from './documentTexts.js';
import type { CallRow } from './readDocuments.js';

/** Calls counted at once: they are never all in memory. */
const PORTION = 1_000;

/** The answer over these calls. @throws TooManyRows */
export const countCalls = (rows: Iterable<CallRow>, query: StatisticsQuery): StatisticsAnswer => {
  const statistics = new Statistics(query);
  let portion: StoredCall[] = [];
  for (const row of rows) {
    portion.push(storedCall(row));
    if (portion.length < PORTION) continue;
    statistics.add(columnsOf(portion));
    portion = [];
  }
  statistics.add(columnsOf(portion));
  return statistics.answer();
};
