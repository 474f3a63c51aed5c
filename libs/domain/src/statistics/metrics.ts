import { DURATION_FIELDS, type Durations, type QualityFlag, type Status } from '../call.js';

export type DurationField = keyof Durations;
/**
 * What has seconds to be measured. How late a call was received is for the quality report alone, and the start, in seconds since the
 * epoch, for the lists of campaigns, projects and consultants.
 */
export type MeasuredField = DurationField | 'lateSeconds' | 'startedAt';

export const COUNTS = ['calls', 'conversations', 'answered', 'abandoned'] as const;
export type Count = (typeof COUNTS)[number];
export const RATES = ['conversationRate', 'answerRate', 'abandonRate'] as const;
export type Rate = (typeof RATES)[number];
export const DURATION_MEASURES = ['count', 'sum', 'avg', 'min', 'max'] as const;
export type DurationMeasure = (typeof DURATION_MEASURES)[number];
export const PERCENTILES = [50, 90, 95, 99] as const;

export type UnfinishedStatus = Exclude<Status, 'ended'>;

/** What a statistic measures; `name` as it is asked for and answered. */
export type Metric = { readonly name: string } & (
  | { readonly kind: 'count'; readonly of: Count }
  | { readonly kind: 'rate'; readonly of: Rate }
  | { readonly kind: 'duration'; readonly field: MeasuredField; readonly measure: DurationMeasure }
  | { readonly kind: 'percentile'; readonly field: MeasuredField; readonly percent: number }
  | { readonly kind: 'within'; readonly field: DurationField; readonly seconds: number }
  /** Calls at once, on average: seconds of calls by seconds of the bucket. Of clipped statistics only. */
  | { readonly kind: 'concurrency' }
  /** Calls with this flag or of this status at the moment of asking. Nobody can ask for these by name: they are the quality report's. */
  | { readonly kind: 'flag'; readonly flag: QualityFlag }
  | { readonly kind: 'status'; readonly status: UnfinishedStatus }
);

/** When the first and the last of the calls started, in seconds since the epoch. They cannot be asked for by name. */
export const FIRST_START: Metric = { name: 'startedAt.min', kind: 'duration', field: 'startedAt', measure: 'min' };
export const LAST_START: Metric = { name: 'startedAt.max', kind: 'duration', field: 'startedAt', measure: 'max' };

const isOneOf = <const Value extends string>(values: readonly Value[], text: string): text is Value =>
  (values as readonly string[]).includes(text);

const durationMetric = (name: string, field: DurationField, measure: string): Metric | null => {
  if (isOneOf(DURATION_MEASURES, measure)) return { name, kind: 'duration', field, measure };
  const percent = PERCENTILES.find((known) => measure === `p${known}`);
  if (percent !== undefined) return { name, kind: 'percentile', field, percent };
  const [, seconds] = /^within:(\d{1,9})$/.exec(measure) ?? [];
  return seconds === undefined ? null : { name, kind: 'within', field, seconds: Number(seconds) };
};

/** Reads a metric's name: `calls`, `abandonRate`, `talkSeconds.p95`, `ringSeconds.within:20`, ...; null where there is no such metric. */
export const parseMetric = (name: string): Metric | null => {
  if (isOneOf(COUNTS, name)) return { name, kind: 'count', of: name };
  if (isOneOf(RATES, name)) return { name, kind: 'rate', of: name };
  if (name === 'concurrency') return { name, kind: 'concurrency' };
  const [field = '', measure = '', ...rest] = name.split('.');
  return rest.length === 0 && isOneOf(DURATION_FIELDS, field) ? durationMetric(name, field, measure) : null;
};

/** The durations whose seconds can be counted in the bucket in which they passed. */
export const CLIPPED_FIELDS = ['callSeconds', 'talkSeconds', 'consultantTalkSeconds'] as const;
export type ClippedField = (typeof CLIPPED_FIELDS)[number];

/** Whether the metric can be had of clipped statistics. */
export const isClippedMetric = (metric: Metric): boolean =>
  metric.kind === 'concurrency' ||
  (metric.kind === 'duration' && metric.measure === 'sum' && isOneOf(CLIPPED_FIELDS, metric.field));

/** Every metric's name, those of durations in short: for whoever asks for one that there is not. */
export const METRIC_NAMES: readonly string[] = [
  ...COUNTS,
  ...RATES,
  'concurrency',
  `<duration>.<${[...DURATION_MEASURES, ...PERCENTILES.map((percent) => `p${percent}`), 'within:N'].join('|')}> (duration: ${DURATION_FIELDS.join(', ')})`,
];
