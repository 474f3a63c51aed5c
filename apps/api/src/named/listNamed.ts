import {
  compareCodePoints,
  FIRST_START,
  isoSeconds,
  LAST_START,
  MOST_ROWS,
  type Metric,
  type NamedDimension,
  type StatisticsAnswer,
  type StatisticsQuery,
} from '#domain';
import { pageOf, type CallStatistics, type LatestNames } from '#ports';
import type { Viewer } from '#server';
import type { ListAnswer } from '../answers.js';
import { questionOf, writeCursor } from '../cursor.js';
import { Query, type Handler } from '../messages.js';
import { checkCursor, DEFAULT_LIMIT } from '../pages.js';
import type { ReadContext, ReadContexts } from '../readContext.js';
import type { StatisticsLimit } from '../statistics/statisticsLimit.js';
import { visibleRows } from '../viewer.js';
import { latestNames, type ShownName } from './latestNames.js';
import type { AskedNamed } from './namedParameters.js';

/** A campaign, a project or a consultant that calls name. */
export interface NamedItem extends ShownName {
  readonly calls: number;
  readonly firstCallAt: string;
  readonly lastCallAt: string;
}

/** A page of all campaigns, projects or consultants that the viewer's calls name, by name, then by id; those without a name come last. */
export class ListNamed extends Query<ListAnswer<NamedItem>> {
  constructor(
    readonly dimension: NamedDimension,
    readonly asked: AskedNamed,
    readonly viewer: Viewer,
    /** Aborted when nobody waits for the answer any more. */
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

const METRICS: readonly Metric[] = [{ name: 'calls', kind: 'count', of: 'calls' }, FIRST_START, LAST_START];

/** The statistic that a list is made of. `top` as high as it goes: it keeps a list that is too long from being refused. */
const questionAbout = (dimension: NamedDimension, { clock, viewer, envelope }: ReadContext): StatisticsQuery => ({
  filter: { clock, ...visibleRows(viewer) },
  attribution: 'start',
  metrics: METRICS,
  groupBy: [dimension],
  interval: null,
  timezone: 'UTC',
  top: MOST_ROWS,
  fill: false,
  asOf: Math.floor(Date.parse(envelope.asOf) / 1000),
});

/** The answer's rows but the one of calls that name nothing. */
const itemsOf = async (
  readModels: LatestNames,
  context: ReadContext,
  dimension: NamedDimension,
  { rows }: StatisticsAnswer,
): Promise<NamedItem[]> => {
  const [numbers = [], seen = []] = [rows.groups[0], rows.values[0]];
  const values = Array.from(numbers, (number) => seen[number] ?? null);
  const names = await latestNames(readModels, context, dimension, values);
  return values.flatMap((value, row) => {
    const shown = names.get(value);
    if (shown === undefined) return [];
    const [calls = 0, first = 0, last = 0] = rows.metrics.map((ofRows) => ofRows[row]);
    const [firstCallAt, lastCallAt] = [context.showTime(isoSeconds(first)), context.showTime(isoSeconds(last))];
    return [{ ...shown, calls, firstCallAt, lastCallAt }];
  });
};

/** The parts of a page's key that these lists have no use for. */
const NO_START = { startedAt: '1970-01-01T00:00:00Z', stream: '' };
const LAST_OF_ALL = '\u{10ffff}';

/** The list is in the order of these texts. No two are the same, and none holds U+0000 by itself (storableText). */
const placeOf = ({ id, username, name }: NamedItem): string =>
  [name ?? LAST_OF_ALL, id ?? '', username ?? ''].join('\u0000');

export class ListNamedHandler implements Handler<ListNamed, ListAnswer<NamedItem>> {
  constructor(
    private readonly contexts: ReadContexts,
    private readonly readModels: CallStatistics & LatestNames,
    private readonly limit: StatisticsLimit,
  ) {}

  async execute({ dimension, asked, viewer, signal }: ListNamed): Promise<ListAnswer<NamedItem>> {
    const { limit = DEFAULT_LIMIT, cursor } = asked;
    const question = questionOf(dimension, visibleRows(viewer), 'startedAt');
    checkCursor(cursor, question);
    return this.limit.run(async () => {
      const context = await this.contexts.begin(viewer, asked);
      const query = questionAbout(dimension, context);
      const answer = await this.readModels.statistics(context.generation, query, signal);
      const all = await itemsOf(this.readModels, context, dimension, answer);
      const after = cursor?.key.id ?? '';
      const rest = all.filter((item) => compareCodePoints(placeOf(item), after) > 0);
      rest.sort((one, other) => compareCodePoints(placeOf(one), placeOf(other)));
      const { items, next } = pageOf(rest, limit, (item) => ({ ...NO_START, id: placeOf(item) }));
      return { items, nextCursor: next === null ? null : writeCursor({ question, key: next }), ...context.envelope };
    }, signal);
  }
}
