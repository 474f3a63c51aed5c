import {
  DIMENSIONS,
  isClippedMetric,
  parseMetric,
  type Dimension,
  type Metric,
  type ReadClock,
  type StatisticsQuery,
} from '#domain';
import type { BadField } from '#server';
import { compileConditions } from '../compileFilter.js';
import { badQuery } from '../refusals.js';
import type { RowLimits } from '../viewer.js';
import type { AskedStatistics } from './statisticsParameters.js';

/** A question before the moment of reading is known. */
export interface CompiledStatistics {
  /** `asOf`: seconds since the epoch. */
  readonly at: (clock: ReadClock, asOf: number) => StatisticsQuery;
}

type Question = Omit<StatisticsQuery, 'filter' | 'asOf'>;

const metricsOf = (names: readonly string[]): Metric[] => names.map(parseMetric).filter((metric) => metric !== null);

const dimensionsOf = (names: readonly string[]): Dimension[] =>
  names.flatMap((name) => DIMENSIONS.filter((dimension) => dimension === name));

const badMetrics = ({ attribution, metrics }: Question): BadField[] => {
  if (attribution !== 'clipped') {
    return metrics.some(({ kind }) => kind === 'concurrency')
      ? [{ field: 'metrics', message: 'concurrency is to be had with attribution=clipped only' }]
      : [];
  }
  const others = metrics.filter((metric) => !isClippedMetric(metric)).map(({ name }) => name);
  if (others.length === 0) return [];
  const possible = 'callSeconds.sum, talkSeconds.sum, consultantTalkSeconds.sum and concurrency';
  return [{ field: 'metrics', message: `with attribution=clipped only ${possible}; got ${others.join(', ')}` }];
};

const badGroups = ({ attribution, groupBy }: Question): BadField[] =>
  attribution === 'clipped' && groupBy.some((dimension) => dimension === 'hourOfDay' || dimension === 'weekday')
    ? [
        {
          field: 'groupBy',
          message: 'no hourOfDay and no weekday with attribution=clipped: a call passes through several',
        },
      ]
    : [];

/** A call that lasts passes through several hours and weekdays. */
const badTimes = ({ attribution, hourOfDay, weekday }: AskedStatistics): BadField[] => {
  if (attribution !== 'clipped') return [];
  const given = Object.entries({ hourOfDay, weekday }).filter(([, values]) => values !== undefined);
  return given.map(([field]) => ({ field, message: 'cannot be asked for with attribution=clipped' }));
};

const badFill = ({ fill, interval, groupBy }: Question, { from, to }: AskedStatistics): BadField[] => {
  const isBounded = from !== undefined && to !== undefined && interval !== null;
  return fill && (!isBounded || groupBy.length > 0)
    ? [{ field: 'fill', message: 'needs from, to and interval, and no groupBy' }]
    : [];
};

const badTop = ({ top, groupBy }: Question): BadField[] =>
  top !== null && groupBy.length === 0 ? [{ field: 'top', message: 'chooses among groups: it needs groupBy' }] : [];

/**
 * The one compiler from the parameters of a statistic to the engine's question; the limits of the viewer's key are part of its filter.
 * @throws 400 that names each parameter that does not go with another; else as compileFilter does
 */
export const compileStatistics = (asked: AskedStatistics, viewer: RowLimits): CompiledStatistics => {
  const { metrics, groupBy, interval, timezone, attribution, top, fill, format: _format, ...filters } = asked;
  const where = attribution ?? 'start';
  const question: Question = {
    attribution: where,
    metrics: metricsOf(metrics ?? [where === 'clipped' ? 'concurrency' : 'calls']),
    groupBy: dimensionsOf(groupBy ?? []),
    interval: interval === undefined || interval === 'none' ? null : interval,
    timezone: timezone ?? 'UTC',
    top: top ?? null,
    fill: fill ?? false,
  };
  const bad = [
    ...badMetrics(question),
    ...badGroups(question),
    ...badTimes(asked),
    ...badFill(question, asked),
    ...badTop(question),
  ];
  if (bad.length > 0) throw badQuery(bad);
  const conditions = compileConditions(filters, viewer);
  return { at: (clock, asOf) => ({ ...question, filter: { ...conditions, clock }, asOf }) };
};
