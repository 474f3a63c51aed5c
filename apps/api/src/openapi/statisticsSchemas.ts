import { ATTRIBUTIONS } from '#domain';
import type { StatisticsRow } from '../statistics/writeStatistics.js';
import { choice, count, listOf, objectOf, ref, text, timeOrNull, type Schema, type SchemaOrRef } from './schema.js';

const figures = (description: string): Schema => ({
  type: 'object',
  additionalProperties: { type: ['number', 'null'] },
  description: `${description} By the metric's name; null where there is nothing to reckon it from.`,
});

const row: { readonly [Field in keyof StatisticsRow]: SchemaOrRef } = {
  from: timeOrNull('Begin of the bucket, cut to the range; null where there is no bound.'),
  to: timeOrNull('Its end, exclusive.'),
  group: {
    type: 'object',
    additionalProperties: true,
    description:
      'What its calls have in common, by dimension: {id, name} of a campaign or project, {id, username, name} of a consultant, else the value itself; null where it is not known.',
  },
  metrics: figures('The figures of its calls.'),
};

/** What a statistic answers beside `asOf` and `projection`. */
export const STATISTICS_FIELDS = {
  timezone: text('The zone of its buckets.'),
  attribution: choice(ATTRIBUTIONS, 'Where a call counts.'),
  provisional: count('How many of its calls are not final: they may still change.'),
  rows: listOf(ref('StatisticsRow'), 'By time, then by group: numbers by size, texts by code points, null last.'),
  totals: figures('The figures of all its calls, those of groups that are left out by `top` included.'),
};

export const STATISTICS_SCHEMAS = { StatisticsRow: objectOf({ ...row }) };

/** Asked with `metrics=calls,conversationRate,talkSeconds.p90&groupBy=campaign&interval=P1D&timezone=Europe/Warsaw` of one call. */
export const STATISTICS_EXAMPLE = {
  asOf: '2020-08-26T13:05:02.000Z',
  projection: 'calls.v1',
  timezone: 'Europe/Warsaw',
  attribution: 'start',
  provisional: 0,
  rows: [
    {
      from: '2020-08-25T22:00:00Z',
      to: '2020-08-26T22:00:00Z',
      group: { campaign: { id: '5f463dbd80f35763375fe367', name: 'Reczna' } },
      metrics: { calls: 1, conversationRate: 1, 'talkSeconds.p90': 7 },
    },
  ],
  totals: { calls: 1, conversationRate: 1, 'talkSeconds.p90': 7 },
};
