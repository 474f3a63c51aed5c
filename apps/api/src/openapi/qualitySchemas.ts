import { QUALITY_FLAG_MEANINGS, type QualityFlag } from '#domain';
import type { CallFigures, DayFigures, Lateness } from '../quality/callFigures.js';
import type { LinkedCount } from '../quality/links.js';
import type { QualityReport, UnlinkedDialogs } from '../quality/reportQuality.js';
import type {
  QuarantinedBodies,
  ServiceFigures,
  ShownAudit,
  ShownPoisoned,
  UnrelatedDeliveries,
} from '../quality/serviceFigures.js';
import {
  choice,
  count,
  countOrNull,
  explain,
  listOf,
  objectOf,
  orNull,
  ref,
  text,
  textOrNull,
  time,
  timeOrNull,
  type Schema,
  type SchemaOrRef,
  type FieldsOf,
} from './schema.js';

const linked = ref('LinkedCount');
const day = { ...text('`YYYY-MM-DD`.'), format: 'date' };
const source = text('The configured application of the platform.');
const lateSeconds = (which: string): Schema =>
  countOrNull(`Seconds from a call's last event to its last receipt, ${which}; null where all were imported.`);

const linkedCount: FieldsOf<LinkedCount> = {
  count: count('How many.'),
  href: text('Path and query of the list that shows them; its `total` is this count.'),
};

const lateness: FieldsOf<Lateness> = {
  p50Seconds: lateSeconds('of half of the calls no more than this'),
  p95Seconds: lateSeconds('of 95 of 100 calls no more than this'),
  maxSeconds: lateSeconds('of the latest one'),
  href: text('The calls that are flagged `late_delivery`.'),
};

const flagMeanings: Readonly<Record<QualityFlag, string>> = QUALITY_FLAG_MEANINGS;
const callFigures: FieldsOf<CallFigures> = {
  calls: linked,
  open: linked,
  stale: linked,
  flags: {
    type: 'object',
    additionalProperties: linked,
    description: explain(flagMeanings, 'Calls by flag; flags that none of them has are left out.'),
  },
  lateness: ref('Lateness'),
};
const dayFigures: FieldsOf<DayFigures> = { day, source, ...callFigures };

const oldest = objectOf({
  id: text('Id of the call.'),
  source,
  startedAt: time('Its start.'),
  href: text('The call itself.'),
});
const unlinked: FieldsOf<UnlinkedDialogs> = {
  dialogs: linked,
  oldest: orNull(oldest, 'The earliest call of them; null where there is none.'),
};

const unrelated: FieldsOf<UnrelatedDeliveries> = {
  day,
  source,
  name: textOrNull("The platform's event_name; null where there is none."),
  count: count('How many.'),
};
const quarantined: FieldsOf<QuarantinedBodies> = {
  day,
  source,
  refused: count('Bodies that were refused with 400 on that day.'),
  replayed: count('Bodies that were sent again with success on that day.'),
};
const counted = (item: Record<string, SchemaOrRef>): Schema =>
  objectOf({
    asOf: time('The log time up to which the counts are complete.'),
    items: listOf(objectOf(item), 'By day (UTC), the earliest first.'),
  });

const poisoned: FieldsOf<ShownPoisoned> = {
  stream: text('Name of the stream.'),
  revision: count('The last event of it that was read.'),
  at: time('When.'),
  message: textOrNull('Why it cannot be folded or stored; null for analysts, since it may quote the data.'),
  href: textOrNull('The calls that are shown of its record; null where it is none.'),
};

const auditDifference: FieldsOf<ShownAudit['differences'][number]> = {
  stream: text('Name of the stream.'),
  call: textOrNull('Id of the call; null of a whole stream.'),
  is: choice(
    ['missing', 'extra', 'changed', 'poisoned'],
    'missing: the events make it and it is not stored; extra: the other way round; changed: in these fields; poisoned: the stream cannot be folded, and is not stored as poisoned.',
  ),
  fields: listOf(text('JSON path.'), 'Those that differ, of a changed call.'),
  href: textOrNull('The call as it is stored; null where it is not.'),
};
const audit: FieldsOf<ShownAudit> = {
  startedAt: time('When it began.'),
  endedAt: time('When it ended.'),
  projection: text('The generation that was looked at.'),
  sample: countOrNull('How many streams were chosen at random; null: all were looked at.'),
  streams: count('Streams that were looked at.'),
  calls: count('Calls that are stored of them.'),
  differing: count('How many differences there are.'),
  differences: listOf(objectOf({ ...auditDifference }), 'The first of them.'),
};

const toKeysWithoutLimits = 'Null for keys that see part of the calls.';
const serviceFigures: FieldsOf<ServiceFigures> = {
  deliveries: orNull(counted(unrelated), `Deliveries that belong to no call, by event name. ${toKeysWithoutLimits}`),
  quarantine: orNull(counted(quarantined), `Refused bodies. ${toKeysWithoutLimits}`),
  poisonedStreams: orNull(
    objectOf({ count: count('How many.'), items: listOf(objectOf({ ...poisoned }), 'The first 100, by name.') }),
    `Streams that cannot be folded or stored. ${toKeysWithoutLimits}`,
  ),
  lastAudit: orNull(
    ref('Audit'),
    `The outcome of the last \`cli audit\`; null before the first. ${toKeysWithoutLimits}`,
  ),
};

/** What the quality report answers beside `asOf` and `projection`. */
export const QUALITY_FIELDS: FieldsOf<QualityReport> = {
  from: timeOrNull('As asked.'),
  to: timeOrNull('As asked.'),
  timezone: text('The zone of the days of calls.'),
  rows: listOf(
    ref('DayQuality'),
    'Of each day with calls and each source: the calls that start on it. The earliest day first.',
  ),
  totals: objectOf({ ...callFigures }),
  unlinked: objectOf({ ...unlinked }),
  ...serviceFigures,
};

export const QUALITY_SCHEMAS = {
  LinkedCount: objectOf({ ...linkedCount }),
  Lateness: objectOf({ ...lateness }),
  DayQuality: objectOf({ ...dayFigures }),
  Audit: objectOf({ ...audit }),
} satisfies Record<string, Schema>;
