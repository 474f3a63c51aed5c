import type { CallDifference, Difference, FieldDifference } from '#domain';
import type { Rebuild, RebuildProgress } from '../rebuilds/rebuild.js';
import {
  choice,
  count,
  listOf,
  objectOf,
  orNull,
  ref,
  text,
  textOrNull,
  time,
  timeOrNull,
  type Schema,
  type FieldsOf,
} from './schema.js';

const numberOrNull = (description: string): Schema => ({ type: ['number', 'null'], description });
const storedCall = (description: string): Schema => ({
  type: ['object', 'null'],
  additionalProperties: true,
  description: `${description} As it is stored: without what depends on the clock.`,
});

const callDifference: FieldsOf<CallDifference> = {
  id: text("The call's id."),
  before: storedCall('The call as the live generation has it; null where it does not.'),
  after: storedCall('As the other one has it, from the same events; null where it does not.'),
};

const fieldDifference: FieldsOf<FieldDifference> = {
  changed: count('Calls in which it changed.'),
  before: numberOrNull('Its sum over all calls of the live generation; null where it is no number.'),
  after: numberOrNull('Its sum over all calls of the other one.'),
};

const difference: FieldsOf<Difference> = {
  position: text('The log position up to which the two were compared.'),
  calls: objectOf({
    before: count('Calls of the live generation.'),
    after: count('Calls of the other one.'),
    added: count('Those that only the other one has.'),
    removed: count('Those that only the live one has.'),
    changed: count('Those that both have, and that differ.'),
  }),
  fields: {
    type: 'object',
    additionalProperties: ref('FieldDifference'),
    description: 'By JSON path, e.g. `durations.talkSeconds`; those that changed, or whose sum moved.',
  },
  samples: listOf(ref('CallDifference'), 'Up to 100 of the calls that differ; fewer where those are very large.'),
};

const progress: FieldsOf<RebuildProgress> = {
  events: count('Events that it has handled; of several partitions those of the one that has come least far.'),
  of: count('Those, and about as many as are still to be handled.'),
  perSecond: numberOrNull('Of late; null where not known.'),
  etaSeconds: numberOrNull('Until it has caught up if nothing more comes; null where not known.'),
};

const rebuild: FieldsOf<Rebuild> = {
  id: { ...text('Name and generation.'), examples: ['calls.v2'] },
  generation: count('Number of the generation.'),
  state: choice(
    ['building', 'ready', 'live', 'kept', 'failed', 'dropped'],
    'ready: compared, waits to be switched to. kept: was live, and can be rolled back to.',
  ),
  rulesVersion: text('Version of the rules it is built by.'),
  switch: choice(['auto', 'manual'], 'Whether it becomes live by itself once it is ready.'),
  createdAt: time('When it was begun.'),
  switchedAt: timeOrNull('When it last became live.'),
  error: textOrNull('What keeps it from going on; failed: until it is resumed.'),
  progress: ref('RebuildProgress'),
  difference: orNull(ref('Difference'), 'What it changes against the live one; null until it is ready.'),
};

export const REBUILD_SCHEMAS = {
  CallDifference: objectOf({ ...callDifference }),
  FieldDifference: objectOf({ ...fieldDifference }),
  Difference: objectOf({ ...difference }),
  RebuildProgress: objectOf({ ...progress }),
  Rebuild: objectOf({ ...rebuild }),
  RebuildList: objectOf({ items: listOf(ref('Rebuild'), 'By number; their differences without samples.') }),
} satisfies Record<string, Schema>;
