import type { TimelineItem } from '../calls/timeline.js';
import type { ShownName } from '../named/latestNames.js';
import type { NamedItem } from '../named/listNamed.js';
import type { CampaignRecord } from '../records/record.js';
import type { ConsumerState, Lag, ProjectionState } from '../projections/projectionState.js';
import { QUALITY_FIELDS, QUALITY_SCHEMAS } from './qualitySchemas.js';
import { VIEWER_ROLES } from '#server';
import type { SessionAnswer } from '../session/sessionAnswer.js';
import { REBUILD_SCHEMAS } from './rebuildSchemas.js';
import { CALL_FIELDS, LEG_FIELDS, NAMED_FIELDS, CONSULTANT_FIELDS } from './callSchemas.js';
import { STATISTICS_FIELDS, STATISTICS_SCHEMAS } from './statisticsSchemas.js';
import {
  choice,
  count,
  flag,
  listOf,
  objectOf,
  orNull,
  ref,
  text,
  textOrNull,
  time,
  timeOrNull,
  countOrNull,
  type Schema,
  type SchemaOrRef,
  type FieldsOf,
} from './schema.js';

const envelope = {
  asOf: time('The log time up to which the answer is complete: now, when the projections are caught up.'),
  projection: { ...text('Name and generation of the read model.'), examples: ['calls.v1'] },
};

const page = (items: SchemaOrRef, more: Record<string, SchemaOrRef> = {}): Schema =>
  objectOf({
    items: listOf(items, 'In the order asked for.'),
    nextCursor: textOrNull('Cursor of the next page; null on the last.'),
    ...more,
    ...envelope,
  });

/** The page of a list that says how many items there are where it is asked to. */
const countedPage = (items: SchemaOrRef): Schema => {
  const { properties, ...rest } = page(items);
  const total = count('How many there are on all pages together. Only where `total=true` asks for it.');
  return { ...rest, properties: { ...properties, total } };
};

const timelineItem: FieldsOf<TimelineItem> = {
  id: { type: 'string', format: 'uuid', description: 'Event id: UUIDv5 of the canonical body.' },
  name: textOrNull("The platform's event_name."),
  eventTime: time("The platform's time, or the receipt's where that cannot be read."),
  receivedAt: timeOrNull('The earliest receipt; null for imported history.'),
  dialogUuid: text('The dialog it is about.'),
  state: textOrNull('The state it reports.'),
  closeCause: textOrNull('Why the dialog closed.'),
  body: { type: 'object', additionalProperties: true, description: 'As it came. Not there for analysts.' },
};

const record: FieldsOf<CampaignRecord> = {
  id: text("The platform's id of the record."),
  campaign: CALL_FIELDS.campaign,
  project: CALL_FIELDS.project,
  attempts: listOf(ref('Call'), 'Its calls, by start.'),
  reached: flag('Whether an attempt is a conversation.'),
  attemptsUntilReached: countOrNull('Number of the first attempt that is a conversation.'),
  platformState: textOrNull("The platform's state of the record, as its last event says."),
  closedAt: timeOrNull('When the platform closed the record.'),
};

const namedItem: FieldsOf<Omit<NamedItem, keyof ShownName>> = {
  calls: count('How many calls name it, of those that the key may see.'),
  firstCallAt: time('When the first of them started.'),
  lastCallAt: time('When the last of them started.'),
};

const lag: FieldsOf<Lag> = {
  events: countOrNull('Events still to be handled; null where that is not known.'),
  seconds: {
    type: ['number', 'null'],
    minimum: 0,
    description:
      'Age of the last handled event while more are waiting (since it was first found behind, where that event was logged by a clock that was ahead); 0 when caught up, null before the first.',
  },
};

const consumer: FieldsOf<ConsumerState> = {
  consumer: text('Name of the worker.'),
  position: textOrNull('The log position it has handled; null before its first checkpoint.'),
  logTime: timeOrNull('When the log took the last handled event.'),
  savedAt: timeOrNull('When the position was saved.'),
  lag: ref('Lag'),
};

const projection: FieldsOf<ProjectionState> = {
  name: { ...text('Name and generation.'), examples: ['calls.v1'] },
  generation: count('Number of the generation.'),
  state: choice(['building', 'ready', 'live', 'kept', 'failed'], 'One generation is live.'),
  rulesVersion: text('Version of the rules that made its documents.'),
  createdAt: time('When it was begun.'),
  switchedAt: timeOrNull('When it last became live.'),
  error: textOrNull('What keeps its build from going on.'),
  position: textOrNull('The lowest position of its partitions; null before all of them have begun.'),
  lag: ref('Lag'),
  rate: {
    type: ['number', 'null'],
    description:
      'Events a second when it was last behind, of several partitions by the one that has come least far; null where not known.',
  },
  partitions: listOf(ref('Consumer'), "The projector's workers."),
  poisonedStreams: count('Streams whose fold failed; their documents stay as they were.'),
  difference: orNull(
    ref('Difference'),
    'What it changed against the live one when it was compared. Samples not for analysts; null for keys that see part of the calls.',
  ),
};

const session: FieldsOf<SessionAnswer> = {
  name: text("The key's name."),
  role: choice(VIEWER_ROLES, 'What it may see and do.'),
  open: flag(
    'Whether no keys are configured: then everybody on the machine is an admin, and there is nothing to sign in to.',
  ),
  projects: {
    type: ['array', 'null'],
    items: { type: ['string', 'number'] },
    description: 'Ids of the projects whose calls the key sees; null: of all.',
  },
  sources: { type: ['array', 'null'], items: { type: 'string' }, description: 'The sources; null: all.' },
  version: text('Another one with every build of the service.'),
  graceSeconds: count('So long after the last receipt an ended call becomes final.'),
  staleSeconds: count('So long after the last receipt an open call becomes stale.'),
};
const CHANGE_SCHEMAS = {
  Change: {
    oneOf: [ref('CallPut'), ref('CallRemoved')],
    discriminator: {
      propertyName: 'change',
      mapping: { put: '#/components/schemas/CallPut', removed: '#/components/schemas/CallRemoved' },
    },
  },
  CallPut: objectOf({ change: choice(['put'], 'The call is new or has changed.'), call: ref('Call') }),
  CallRemoved: objectOf({
    change: choice(['removed'], 'There is no call of this id any more.'),
    id: text('Id of the call.'),
    replacedBy: textOrNull('Id of the call that its dialog belongs to now; null where there is none.'),
  }),
  ChangePage: objectOf({
    items: listOf(ref('Change'), 'In the order of the log, each call once, as it is now.'),
    next: text('The token to go on with, also where there is nothing more now. It never grows old.'),
    hasMore: flag('Whether there is more already; then a page may hold fewer items than asked for, or none.'),
    ...envelope,
  }),
} satisfies Record<string, Schema>;

export const ANSWER_SCHEMAS = {
  CallPage: countedPage(ref('Call')),
  CallAnswer: objectOf({ ...CALL_FIELDS, ...envelope }),
  ListedLeg: objectOf({
    callId: text('The call it belongs to.'),
    recordId: textOrNull('The campaign record of that call.'),
    ...LEG_FIELDS,
  }),
  LegPage: countedPage(ref('ListedLeg')),
  TimelineItem: {
    ...objectOf({ ...timelineItem }),
    required: Object.keys(timelineItem).filter((name) => name !== 'body'),
  },
  Timeline: page(ref('TimelineItem')),
  Record: objectOf({ ...record }),
  RecordPage: page(ref('Record')),
  RecordAnswer: objectOf({ ...record, ...envelope }),
  NamedItem: objectOf({ ...NAMED_FIELDS, ...namedItem }),
  ConsultantItem: objectOf({ ...CONSULTANT_FIELDS, ...namedItem }),
  CampaignPage: page(ref('NamedItem')),
  ProjectPage: page(ref('NamedItem')),
  ConsultantPage: page(ref('ConsultantItem')),
  Lag: objectOf({ ...lag }),
  Consumer: objectOf({ ...consumer }),
  Projection: objectOf({ ...projection }),
  ProjectionList: objectOf({
    items: listOf(ref('Projection'), 'By number.'),
    nextCursor: { type: 'null' },
    linker: ref('Consumer'),
    asOf: timeOrNull('As everywhere; null while there is no live generation.'),
    projection: textOrNull('The live one.'),
  }),
  Session: objectOf({ ...session }),
  Statistics: objectOf({ ...envelope, ...STATISTICS_FIELDS }),
  QualityReport: objectOf({ ...QUALITY_FIELDS, ...envelope }),
  ...CHANGE_SCHEMAS,
  ...STATISTICS_SCHEMAS,
  ...QUALITY_SCHEMAS,
  ...REBUILD_SCHEMAS,
} satisfies Record<string, Schema>;
