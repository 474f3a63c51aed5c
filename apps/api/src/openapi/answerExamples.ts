import type { Call } from '#domain';
import type { ListAnswer, SingleAnswer } from '../answers.js';
import type { Envelope } from '../envelope.js';
import type { QualityReport } from '../quality/reportQuality.js';
import type { Rebuild } from '../rebuilds/rebuild.js';
import type { CampaignRecord } from '../records/record.js';
import type { SessionAnswer } from '../session/sessionAnswer.js';
import type { ProjectionList } from '../projections/listProjections.js';
import type { TimelineItem } from '../calls/timeline.js';
import { SEED_ANSWER } from './seedExample.js';
import { STATISTICS_EXAMPLE } from './statisticsSchemas.js';

/* What each route answers over a log that holds the documented call and nothing else (docs/domain.md#the-documented-call). */

const { asOf, projection, ...CALL } = SEED_ANSWER;
const ENVELOPE: Envelope = { asOf, projection };
const MADE_AT = '2020-08-26T12:00:00.000Z';

const page = <Item>(items: readonly Item[]): ListAnswer<Item> => ({ items, nextCursor: null, ...ENVELOPE });

const RECORD: CampaignRecord = {
  id: '5f46504480f35766ae0e449e',
  campaign: CALL.campaign,
  project: CALL.project,
  attempts: [CALL],
  reached: true,
  attemptsUntilReached: 1,
  platformState: null,
  closedAt: null,
};

const TIMELINE_ITEM: TimelineItem = {
  id: '13a13654-0a33-5ee0-995c-8cb369a608c6',
  name: 'dialog_state_update',
  eventTime: '2020-08-26T12:59:53Z',
  receivedAt: '2020-08-26T12:59:53.340Z',
  dialogUuid: 'cee15e49-c209-40f3-bad8-e0659e854534',
  state: 'talking',
  closeCause: null,
  body: {
    event_type: 'user_dialog',
    event_name: 'dialog_state_update',
    event_time: '2020-08-26 12:59:53',
    dialog_uuid: 'cee15e49-c209-40f3-bad8-e0659e854534',
    state: 'talking',
  },
};

const named = <Name extends object>(name: Name) =>
  page([{ ...name, calls: 1, firstCallAt: CALL.startedAt, lastCallAt: CALL.startedAt }]);

const handledBy = (consumer: string) => ({
  consumer,
  position: '0000000000000011',
  logTime: CALL.lastReceivedAt,
  savedAt: '2020-08-26T13:00:02.171Z',
  lag: { events: 0, seconds: 0 },
});

const PROJECTIONS: ProjectionList = {
  items: [
    {
      name: 'calls.v1',
      generation: 1,
      state: 'live',
      rulesVersion: '2',
      createdAt: MADE_AT,
      switchedAt: MADE_AT,
      error: null,
      position: '0000000000000011',
      lag: { events: 0, seconds: 0 },
      rate: null,
      partitions: [handledBy('partition-1/1')],
      poisonedStreams: 0,
      difference: null,
    },
  ],
  nextCursor: null,
  linker: handledBy('linker'),
  ...ENVELOPE,
};

const link = (count: number, query = '') => ({ count, href: `/v1/calls${query}` });
const DAY = '?from=2020-08-26T00%3A00%3A00Z&to=2020-08-27T00%3A00%3A00Z&source=main';
const LATENESS = { p50Seconds: 1, p95Seconds: 1, maxSeconds: 1 };

const QUALITY: SingleAnswer<QualityReport> = {
  from: null,
  to: null,
  timezone: 'UTC',
  rows: [
    {
      day: '2020-08-26',
      source: 'main',
      calls: link(1, DAY),
      open: link(0, `${DAY}&status=open`),
      stale: link(0, `${DAY}&status=stale`),
      flags: {},
      lateness: { ...LATENESS, href: `/v1/calls${DAY}&quality=late_delivery` },
    },
  ],
  totals: {
    calls: link(1),
    open: link(0, '?status=open'),
    stale: link(0, '?status=stale'),
    flags: {},
    lateness: { ...LATENESS, href: '/v1/calls?quality=late_delivery' },
  },
  unlinked: { dialogs: { count: 0, href: '/v1/legs?quality=unlinked&sort=startedAt' }, oldest: null },
  deliveries: { asOf, items: [] },
  quarantine: { asOf, items: [] },
  poisonedStreams: { count: 0, items: [] },
  lastAudit: null,
  ...ENVELOPE,
};

const REBUILD: Rebuild = {
  id: 'calls.v2',
  generation: 2,
  state: 'ready',
  rulesVersion: '3',
  switch: 'manual',
  createdAt: '2020-08-27T08:00:00.000Z',
  switchedAt: null,
  error: null,
  progress: { events: 11, of: 11, perSecond: null, etaSeconds: 0 },
  difference: {
    position: '0000000000000011',
    calls: { before: 1, after: 1, added: 0, removed: 0, changed: 1 },
    fields: { 'hangup.side': { changed: 1, before: null, after: null } },
    samples: [],
  },
};

const SESSION: SessionAnswer = {
  name: 'dashboards',
  role: 'analyst',
  open: false,
  projects: [1, 2],
  sources: null,
  version: 'mf2k9x1c',
  graceSeconds: 300,
  staleSeconds: 14_400,
};

const PUT: { readonly change: 'put'; readonly call: Call } = { change: 'put', call: CALL };

/** By the name of the schema. */
export const ANSWER_EXAMPLES = {
  CallPage: page([CALL]),
  CallAnswer: SEED_ANSWER,
  Timeline: page([TIMELINE_ITEM]),
  LegPage: page(CALL.legs.map((leg) => ({ callId: CALL.id, recordId: CALL.recordId, ...leg }))),
  RecordPage: page([RECORD]),
  RecordAnswer: { ...RECORD, ...ENVELOPE },
  CampaignPage: named({ id: '5f463dbd80f35763375fe367', name: 'Reczna' }),
  ProjectPage: named({ id: 1, name: 'Projekt Paweł' }),
  ConsultantPage: named({ id: 1, username: 'pkowalski', name: 'Konsultant Paweł' }),
  Statistics: STATISTICS_EXAMPLE,
  QualityReport: QUALITY,
  ProjectionList: PROJECTIONS,
  Session: SESSION,
  Change: PUT,
  ChangePage: { items: [PUT], next: 'WyI4ZmUxOTg1YSIsIjAwMDAwMDAwMDAwMDAwMTEqIl0', hasMore: false, ...ENVELOPE },
  Rebuild: REBUILD,
  RebuildList: { items: [REBUILD] },
  CallDifference: { id: CALL.id, before: null, after: { id: CALL.id, outcome: CALL.outcome, hangup: CALL.hangup } },
} as const satisfies Record<string, object>;

/** The schemas that a route can answer: each has an example. */
export type AnswerName = keyof typeof ANSWER_EXAMPLES;

const CALLS_CSV = [
  'id,source,kind,direction,recordId,campaign.name,outcome,startedAt,durations.talkSeconds,hangup.side',
  '028b5322-a0f3-4297-8707-60e443d64a78,main,campaign,OUTBOUND,5f46504480f35766ae0e449e,Reczna,conversation,2020-08-26T12:59:36Z,7,contact',
];
const STATISTICS_CSV = [
  'from,to,group.campaign.id,group.campaign.name,metrics.calls,metrics.conversationRate,metrics.talkSeconds.p90',
  '2020-08-25T22:00:00Z,2020-08-26T22:00:00Z,5f463dbd80f35763375fe367,Reczna,1,1,7',
];
const asFile = (lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');

/** The beginning of each file, some columns left out; a Parquet file is none that could be shown. */
export const FILE_EXAMPLES = {
  'text/csv': asFile(CALLS_CSV),
  'application/x-ndjson': `${JSON.stringify(CALL)}\n`,
  'application/vnd.apache.parquet': 'PAR1 (binary)',
} as const;

export const STATISTICS_CSV_EXAMPLE = asFile(STATISTICS_CSV);
