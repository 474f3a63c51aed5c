import {
  MOST_ROWS,
  NAMED_DIMENSIONS,
  TooManyRows,
  type Dimension,
  type NamedDimension,
  type StatisticsAnswer,
  type StatisticsQuery,
} from '#domain';
import type { CallStatistics, LatestNames } from '#ports';
import type { Viewer } from '#server';
import type { Envelope } from '../envelope.js';
import { Query, type Handler } from '../messages.js';
import { latestNames } from '../named/latestNames.js';
import type { ReadContext, ReadContexts } from '../readContext.js';
import { badQuery } from '../refusals.js';
import { compileStatistics } from './compileStatistics.js';
import type { StatisticsLimit } from './statisticsLimit.js';
import type { AskedStatistics } from './statisticsParameters.js';

/** What is answered: the engine's columns, and what each value of a group is shown as. */
export interface AnsweredStatistics {
  readonly query: StatisticsQuery;
  readonly answer: StatisticsAnswer;
  /** By dimension and by the number of the value in the answer. */
  readonly shown: readonly (readonly unknown[])[];
  readonly envelope: Envelope;
}

/** Figures over the calls that pass the filters. */
export class QueryStatistics extends Query<AnsweredStatistics> {
  constructor(
    readonly asked: AskedStatistics,
    readonly viewer: Viewer,
    /** Aborted when nobody waits for the answer any more. */
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

const isNamed = (dimension: Dimension): dimension is NamedDimension =>
  (NAMED_DIMENSIONS as readonly string[]).includes(dimension);

export class QueryStatisticsHandler implements Handler<QueryStatistics, AnsweredStatistics> {
  constructor(
    private readonly contexts: ReadContexts,
    private readonly readModels: CallStatistics & LatestNames,
    private readonly limit: StatisticsLimit,
  ) {}

  /** @throws the signal's reason, and what the parts throw */
  execute({ asked, viewer, signal }: QueryStatistics): Promise<AnsweredStatistics> {
    const compiled = compileStatistics(asked, viewer);
    return this.limit.run(async () => {
      const context = await this.contexts.begin(viewer);
      const query = compiled.at(context.clock, Math.floor(Date.parse(context.envelope.asOf) / 1000));
      const answer = await this.#count(context, query, signal);
      const shown = await this.#show(context, query, answer);
      return { query, answer, shown, envelope: context.envelope };
    }, signal);
  }

  async #count({ generation }: ReadContext, query: StatisticsQuery, signal: AbortSignal): Promise<StatisticsAnswer> {
    try {
      return await this.readModels.statistics(generation, query, signal);
    } catch (error) {
      if (!(error instanceof TooManyRows)) throw error;
      const most = MOST_ROWS.toLocaleString('en');
      const message = `gives more than ${most} rows: take a longer one, a shorter range, fewer groups, or top`;
      throw badQuery([{ field: query.interval === null ? 'groupBy' : 'interval', message }]);
    }
  }

  #show(context: ReadContext, { groupBy }: StatisticsQuery, { rows }: StatisticsAnswer): Promise<unknown[][]> {
    const ofDimension = async (dimension: Dimension, i: number): Promise<unknown[]> => {
      const values = rows.values[i] ?? [];
      if (!isNamed(dimension)) return [...values];
      const inRows = [...new Set(rows.groups[i])].map((number) => values[number] ?? null);
      const names = await latestNames(this.readModels, context, dimension, inRows);
      return values.map((value) => names.get(value) ?? null);
    };
    return Promise.all(groupBy.map(ofDimension));
  }
}
