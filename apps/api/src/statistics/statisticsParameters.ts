import { ATTRIBUTIONS, DIMENSIONS, INTERVALS, METRIC_NAMES, MOST_ROWS, parseMetric } from '#domain';
import { FILTER_PARAMETERS, type Asked, type Parameter } from '#parameters';
import { routeQuery } from '../parameters/readQuery.js';

type FilterParameter = Exclude<(typeof FILTER_PARAMETERS)[number], { readonly name: 'attribution' }>;
const isFilter = (parameter: (typeof FILTER_PARAMETERS)[number]): parameter is FilterParameter =>
  parameter.name !== 'attribution';

const MOST_DIMENSIONS = 3;
/** Each takes memory for every group, whatever the question. */
const MOST_METRICS = 20;

const QUESTION_PARAMETERS = [
  {
    name: 'metrics',
    kind: 'names',
    several: false,
    values: METRIC_NAMES,
    isKnown: (name: string) => parseMetric(name) !== null,
    max: MOST_METRICS,
    example: 'calls,conversationRate,talkSeconds.p90,ringSeconds.within:20',
    description: `What to measure, up to ${MOST_METRICS}, separated by commas. The first decides \`top\`. Without it: calls (clipped: concurrency).`,
  },
  {
    name: 'groupBy',
    kind: 'names',
    several: false,
    values: DIMENSIONS,
    isKnown: (name: string) => (DIMENSIONS as readonly string[]).includes(name),
    max: MOST_DIMENSIONS,
    example: 'campaign,outcome',
    description: `A row for each group of calls that have these in common; up to ${MOST_DIMENSIONS}, separated by commas.`,
  },
  {
    name: 'interval',
    kind: 'choice',
    several: false,
    values: [...INTERVALS, 'none'],
    default: 'none',
    description: 'A row for each quarter of an hour, hour, day, week (from Monday) or month of the zone.',
  },
  {
    name: 'attribution',
    kind: 'choice',
    several: false,
    values: ATTRIBUTIONS,
    default: 'start',
    description:
      'Where a call counts: at its start, at its end, or (clipped) each second where it passed; clipped takes every call that overlaps the range.',
  },
  {
    name: 'top',
    kind: 'whole',
    several: false,
    min: 1,
    max: MOST_ROWS,
    example: 10,
    description:
      'Only so many groups of `groupBy`: those with the highest first metric over the whole range. It chooses groups, not times.',
  },
  {
    name: 'fill',
    kind: 'flag',
    several: false,
    description: 'Rows for empty buckets, too; with `from`, `to` and `interval`, and without `groupBy`.',
  },
  {
    name: 'format',
    kind: 'choice',
    several: false,
    values: ['json', 'csv'],
    default: 'json',
    description: 'csv: the rows alone, one a line.',
  },
] as const satisfies readonly Parameter[];

/** The parameters of statistics: the filters of the lists, and what to make of the calls. */
export const STATISTICS_QUERY = routeQuery([...FILTER_PARAMETERS.filter(isFilter), ...QUESTION_PARAMETERS]);
export type AskedStatistics = Asked<typeof STATISTICS_QUERY.parameters>;
