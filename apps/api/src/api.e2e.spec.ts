import { matchesCall, presentCall, type CallFilter, type JsonObject, type StoredCall } from '#domain';
import { StoreUnavailable, type Checkpoint, type StreamDocuments } from '#ports';
import { recorded } from '../../../test/support/recorded.js';
import {
  SEED_CONSULTANT_DIALOG,
  SEED_CONTACT_DIALOG,
  SEED_RECORD_ID,
  voiceCampaignManual,
} from '../../../test/support/seed.js';
import { someCalls } from '../../../test/support/generateCalls.js';
import { documentsOf, inLog } from '../spec/documents.js';
import { NOW, RunningApi, type Answer } from '../spec/startApi.js';
import { CALL_FIELDS, LEG_FIELDS } from './openapi/callSchemas.js';

const SEED = 7;
const clock = { now: NOW, graceSeconds: 300, staleSeconds: 14_400 };
const seedEvents = inLog(recorded(voiceCampaignManual(), { receivedAt: '2024-05-01T10:00:00.000Z' }));
const seedStream = seedEvents[0]!.stream;

/** Several hundred calls of every kind, some with defects, beside the documented one. */
const population = (): StreamDocuments[] => {
  const stories = someCalls(300, SEED, { defects: 0.2 }).map(({ events }) => recorded(events));
  const byStream = new Map(stories.filter((events) => events.length > 0).map((events) => [events[0]!.stream, events]));
  return [...byStream].map(([stream, events]) => documentsOf(stream, inLog(events)));
};

const PROBLEM = expect.stringContaining('application/problem+json') as string;
const SOME_HEAD = '00000000000000000009';
const checkpoint = (consumer: string, position: string, logTime: string): Checkpoint => ({
  consumer,
  position,
  logIdentity: 'log',
  logTime,
  savedAt: '2024-06-01T11:59:31.000Z',
  events: 1,
  perSecond: null,
});
const AT_HEAD = {
  logIdentity: 'log',
  linker: checkpoint('linker', SOME_HEAD, '2024-06-01T11:00:00.000Z'),
  partitions: [checkpoint('partition-1/1', SOME_HEAD, '2024-06-01T11:00:00.000Z')],
};
const BEHIND = checkpoint('partition-1/1', '00000000000000000004', '2024-06-01T11:59:30.000Z');

const LONG = 'x'.repeat(3000);
const ODD_REQUESTS = [
  '/v1/calls?campaign=%00',
  '/v1/calls?campaign=%ff%fe',
  '/v1/calls?campaign=%F0%9F%98%80',
  `/v1/calls?campaign=${LONG}`,
  `/v1/calls?cursor=${LONG}`,
  '/v1/calls?from=0001-01-01&to=9999-12-31',
  '/v1/calls?minTalkSeconds=99999999999999999999',
  `/v1/calls?${Array.from({ length: 200 }, (_, n) => `campaign=${n}`).join('&')}`,
  '/v1/calls/%00',
  '/v1/calls/%ff',
  '/v1/calls/..%2f..%2fetc',
  `/v1/calls/${LONG}`,
  '/v1/records/%F0%9F%98%80',
  '/v1/calls/x/y/z',
  '/v1',
  '/v1/',
  '/v1/nothing',
  '/v1/calls?=x',
  '/v1/calls?contactNumber=%2B48600100200',
];

const KEYS = {
  admin: { role: 'admin' },
  supervisor: { role: 'supervisor' },
  analyst: { role: 'analyst' },
  'project 1': { role: 'supervisor', projects: [1] },
  'project 1 of main': { role: 'supervisor', projects: ['1'], sources: ['main'] },
  'another project': { role: 'supervisor', projects: ['none of these'] },
  'another source': { role: 'supervisor', sources: ['other'] },
} as const;

describe('the read API', () => {
  let api: RunningApi;
  let documents: readonly StreamDocuments[];
  let calls: readonly StoredCall[];

  beforeAll(async () => {
    api = await RunningApi.start(KEYS);
    const { log, readModels } = api.stores;
    for (const event of seedEvents) await log.append(seedStream, [event], 'any');
    documents = [documentsOf(seedStream, seedEvents), ...population()];
    await readModels.replaceDocuments(api.generation, documents, null);
    calls = documents.flatMap((document) => document.calls);
    expect(calls.length).toBeGreaterThan(200);
  });
  afterEach(() => {
    api.progress = {};
  });
  afterAll(() => api.stop());

  const get = (
    path: string,
    viewer: keyof typeof KEYS = 'admin',
    headers: Record<string, string> = {},
  ): Promise<Answer> => api.get(path, viewer, headers);

  const every = async (path: string, query: string, limit: number): Promise<{ id: string; startedAt: string }[]> => {
    const items = [];
    let cursor = '';
    for (let pages = 0; pages < 1000; pages++) {
      const { status, body } = await get(`${path}?${query}&limit=${limit}${cursor}`);
      expect(status).toBe(200);
      expect(body.items.length).toBeLessThanOrEqual(limit);
      items.push(...body.items);
      if (body.nextCursor === null) return items;
      cursor = `&cursor=${body.nextCursor}`;
    }
    throw new Error('the cursor does not come to an end');
  };
  const idsOf = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id).sort();

  describe('/v1/calls', () => {
    it.each([1, 7, 500])('gives every call exactly once in pages of %d, the newest first', async (limit) => {
      const items = await every('/v1/calls', 'kind=campaign', limit);
      expect(idsOf(items)).toEqual(idsOf(calls.filter(({ kind }) => kind === 'campaign')));
      const starts = items.map(({ startedAt }) => startedAt);
      expect(starts).toEqual([...starts].sort().reverse());
    });
    it('gives the oldest first when asked to', async () => {
      const starts = (await every('/v1/calls', 'sort=startedAt', 50)).map(({ startedAt }) => startedAt);
      expect(starts).toEqual([...starts].sort());
      expect(starts).toHaveLength(calls.length);
    });
    it('gives 50 at once unless told otherwise', async () => {
      expect((await get('/v1/calls')).body.items).toHaveLength(50);
    });

    it.each<[string, Partial<CallFilter>]>([
      [
        'from=2024-03-01T08:02:00Z&to=2024-03-01T08:05:00Z',
        { from: '2024-03-01T08:02:00Z', to: '2024-03-01T08:05:00Z' },
      ],
      ['from=2024-03-01T08:02:00Z&attribution=end', { from: '2024-03-01T08:02:00Z', attribution: 'end' }],
      ['outcome=abandoned&outcome=conversation', { outcome: ['abandoned', 'conversation'] }],
      ['status=stale', { status: ['stale'] }],
      ['final=false', { final: false }],
      ['quality=missing_close&quality=missing_create', { quality: ['missing_close', 'missing_create'] }],
      ['minTalkSeconds=10&maxTalkSeconds=60', { minTalkSeconds: 10, maxTalkSeconds: 60 }],
      ['project=1&direction=INBOUND', { project: ['1'], direction: ['INBOUND'] }],
      ['consultant=pkowalski', { consultant: ['pkowalski'] }],
      ['closeCause=BUSY&kind=inbound', { closeCause: ['BUSY'], kind: ['inbound'] }],
      ['hangupCertainty=certain', { hangupCertainty: ['certain'] }],
      ['contactNumber=48xxxxxxxxx', { contactNumber: ['48xxxxxxxxx'] }],
      ['attempt=2&attempt=none', { attempt: [2, null] }],
      ['campaign=none&outcome=none', { campaign: [null], outcome: [null] }],
      ['closeCause=none&consultant=none', { closeCause: [null], consultant: [null] }],
      [
        'hourOfDay=10&hourOfDay=11&weekday=5&timezone=Europe/Warsaw',
        { hourOfDay: [10, 11], weekday: [5], timezone: 'Europe/Warsaw' },
      ],
    ])('filters by %s', async (query, filter) => {
      const expected = calls.filter((call) => matchesCall({ attribution: 'start', clock, ...filter }, call));
      expect(expected.length).toBeGreaterThan(0);
      expect(idsOf(await every('/v1/calls', query, 500))).toEqual(idsOf(expected));
    });

    it('says how many there are on all pages where it is asked to, as the statistics do', async () => {
      for (const filter of ['kind=campaign&limit=2', 'outcome=none', 'campaign=nobody', 'attempt=1&quality=unlinked']) {
        const { body } = await get(`/v1/calls?${filter}&total=true`);
        const { body: statistics } = await get(`/v1/stats?${filter.replace('&limit=2', '')}`);
        expect(body['total']).toBe((statistics['totals'] as { calls: number }).calls);
      }
      expect((await get('/v1/calls?total=true', 'project 1')).body['total']).toBe(
        calls.filter(({ project }) => String(project?.id) === '1').length,
      );
      expect((await get('/v1/calls?limit=1&total=false')).body).not.toHaveProperty('total');
    });

    it('refuses a cursor with other filters, another order or another list, and takes it with another limit', async () => {
      const { body } = await get('/v1/calls?kind=campaign&limit=2');
      const asked = (query: string): Promise<Answer> => get(`/v1/${query}&cursor=${body.nextCursor}`);
      for (const query of [
        'calls?kind=inbound',
        'calls?limit=2',
        'calls?kind=campaign&sort=startedAt',
        'legs?kind=campaign',
      ])
        expect(await asked(query)).toMatchObject({ status: 400, body: { errors: [{ field: 'cursor' }] } });
      expect((await asked('calls?kind=campaign&limit=5')).status).toBe(200);
    });

    it('answers with all documented fields of a call and its legs, in their order', async () => {
      const { body, headers } = await get(`/v1/calls?recordId=${SEED_RECORD_ID}`);
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
      expect(Object.keys(body)).toEqual(['items', 'nextCursor', 'asOf', 'projection']);
      expect(Object.keys(body.items[0]!)).toEqual(Object.keys(CALL_FIELDS));
      expect(Object.keys(body.items[0]!.legs[0]!)).toEqual(Object.keys(LEG_FIELDS));
    });
  });

  describe('/v1/legs', () => {
    it('gives every leg exactly once, with the call and record it belongs to', async () => {
      const items = (await every('/v1/legs', 'kind=campaign', 3)) as unknown as {
        callId: string;
        dialogUuid: string;
      }[];
      const expected = calls
        .filter(({ kind }) => kind === 'campaign')
        .flatMap(({ id, legs }) => legs.map(({ dialogUuid }) => `${id} ${dialogUuid}`));
      expect(items.map(({ callId, dialogUuid }) => `${callId} ${dialogUuid}`).sort()).toEqual(expected.sort());
    });
    it('says how many there are on all pages where it is asked to', async () => {
      const { body } = await get('/v1/legs?kind=campaign&limit=1&total=true');
      const ofCampaigns = calls.filter(({ kind }) => kind === 'campaign');
      expect(body['total']).toBe(ofCampaigns.flatMap(({ legs }) => legs).length);
      expect((await get('/v1/legs?total=true', 'another source')).body['total']).toBe(0);
    });
    it("filters by the leg's own consultant", async () => {
      const { body } = await get(`/v1/legs?recordId=${SEED_RECORD_ID}&consultant=pkowalski`);
      expect(body.items).toHaveLength(1);
      expect(body.items[0]).toMatchObject({
        callId: SEED_CONSULTANT_DIALOG,
        recordId: SEED_RECORD_ID,
        role: 'consultant',
      });
    });
  });

  describe('/v1/calls/:id', () => {
    it('is found by the uuid of any of its dialogs', async () => {
      const seed = calls.find(({ id }) => id === SEED_CONSULTANT_DIALOG)!;
      for (const uuid of [SEED_CONSULTANT_DIALOG, SEED_CONTACT_DIALOG]) {
        const { status, body } = await get(`/v1/calls/${uuid}`);
        const { asOf: _asOf, projection, ...call } = body;
        expect({ status, projection, call }).toEqual({
          status: 200,
          projection: 'calls.v1',
          call: presentCall(seed, clock),
        });
      }
    });
    it('is found by a uuid in capitals, which says the same', async () => {
      const { status, body } = await get(`/v1/calls/${SEED_CONTACT_DIALOG.toUpperCase()}`);
      expect({ status, id: body['id'] }).toEqual({ status: 200, id: SEED_CONSULTANT_DIALOG });
      expect((await get(`/v1/calls/${SEED_CONTACT_DIALOG.toUpperCase()}/timeline`)).status).toBe(200);
    });
    it('has an ETag that does not move with asOf, and answers 304 to one who has it', async () => {
      const path = `/v1/calls/${SEED_CONSULTANT_DIALOG}`;
      api.progress = { head: SOME_HEAD, ...AT_HEAD, partitions: [BEHIND] };
      const first = await get(path);
      api.progress = { head: SOME_HEAD, ...AT_HEAD };
      const later = await get(path);
      expect(later.body.asOf).not.toBe(first.body.asOf);
      expect(later.headers.etag).toBe(first.headers.etag);
      const again = await get(path, 'admin', { 'if-none-match': String(first.headers.etag) });
      expect(again).toMatchObject({ status: 304, text: '', headers: { etag: first.headers.etag } });
      expect((await get(path, 'admin', { 'if-none-match': 'W/"another"' })).status).toBe(200);
    });
  });

  it.each([
    `/v1/calls?recordId=${SEED_RECORD_ID}&`,
    `/v1/legs?recordId=${SEED_RECORD_ID}&`,
    `/v1/calls/${SEED_CONSULTANT_DIALOG}?`,
    `/v1/records/${SEED_RECORD_ID}?`,
    '/v1/records?campaign=5f463dbd80f35763375fe367&from=2020-08-26T00:00:00Z&to=2020-08-27T00:00:00Z&',
  ])('%s writes local times where it is asked to, and changes nothing else', async (path) => {
    const utc = (await get(path.slice(0, -1))).text;
    const { text } = await get(`${path}timezone=Europe/Warsaw&local=true`);
    expect(text).toMatch(/"(startedAt|createdAt)":"2020-08-26T14:59:\d\d\+02:00"/);
    const inUtc = text.replaceAll(/"([^"]+)\+02:00"/g, (_, local: string) => {
      const moment = new Date(`${local}+02:00`).toISOString();
      return `"${local.includes('.') ? moment : moment.replace('.000Z', 'Z')}"`;
    });
    expect(inUtc).toBe(utc);
    expect((await get(`${path}timezone=Europe/Warsaw`)).text).toBe(utc);
  });

  it('/v1/calls/:id/timeline gives its events', async () => {
    const { body } = await get(`/v1/calls/${SEED_CONTACT_DIALOG}/timeline`);
    expect(body.items.map(({ id }) => id)).toEqual(seedEvents.map(({ id }) => id));
    expect(body).toMatchObject({ nextCursor: null, projection: 'calls.v1' });
  });

  it('/v1/records/:recordId gives the attempts', async () => {
    const { body } = await get(`/v1/records/${SEED_RECORD_ID}`);
    expect(body).toMatchObject({
      id: SEED_RECORD_ID,
      campaign: { id: '5f463dbd80f35763375fe367', name: 'Reczna' },
      project: { id: 1, name: 'Projekt Paweł' },
      attempts: [{ id: SEED_CONSULTANT_DIALOG }],
      reached: true,
      attemptsUntilReached: 1,
      platformState: null,
      closedAt: null,
      projection: 'calls.v1',
    });
  });

  describe('/v1/records', () => {
    interface ListedRecord {
      readonly id: string;
      readonly reached: boolean;
      readonly campaign: { readonly id: string } | null;
      readonly attempts: readonly { readonly id: string; readonly startedAt: string }[];
    }
    const everyRecord = async (query: string, limit = 500) =>
      (await every('/v1/records', query, limit)) as unknown as ListedRecord[];
    const firstStart = ({ attempts }: ListedRecord): string => attempts[0]!.startedAt;

    it('gives every record that has been tried once, the newest first attempt first', async () => {
      const records = await everyRecord('', 20);
      const expected = new Set(calls.map(({ recordId }) => recordId).filter((id) => id !== null));
      expect(records.map(({ id }) => id).sort()).toEqual([...expected].sort());
      expect(records.map(firstStart)).toEqual(records.map(firstStart).sort().reverse());
      for (const { id, attempts } of records)
        expect(idsOf(attempts)).toEqual(idsOf(calls.filter(({ recordId }) => recordId === id)));
    });
    it('shows each as it is shown alone', async () => {
      const { asOf: _asOf, projection: _projection, ...alone } = (await get(`/v1/records/${SEED_RECORD_ID}`)).body;
      const records = await everyRecord('from=2020-08-26&to=2020-08-27&campaign=5f463dbd80f35763375fe367');
      expect(records).toEqual([alone]);
    });
    it('filters by whether a conversation came about, and by campaign and project', async () => {
      const [reached, notReached] = [await everyRecord('reached=true'), await everyRecord('reached=false')];
      expect(reached.length).toBeGreaterThan(0);
      expect(notReached.length).toBeGreaterThan(0);
      expect(reached.every((record) => record.reached)).toBe(true);
      expect(idsOf([...reached, ...notReached] as never)).toEqual(idsOf((await everyRecord('')) as never));
      expect(await everyRecord('campaign=nobody')).toEqual([]);
      expect((await everyRecord('project=1')).length).toBeGreaterThan(0);
      expect(await everyRecord('project=1&project=none&campaign=none')).toEqual([]);
    });
    it('refuses what the list of calls takes and this one does not, and a cursor of another question', async () => {
      expect(await get('/v1/records?outcome=abandoned')).toMatchObject({ status: 400 });
      const { body } = await get('/v1/records?limit=2');
      for (const query of ['records?reached=true', 'calls?limit=2'])
        expect(await get(`/v1/${query}&cursor=${body.nextCursor}`)).toMatchObject({ status: 400 });
    });
    it('shows a limited key the attempts within its limits alone', async () => {
      for (const record of (await get('/v1/records?limit=500', 'project 1')).body.items as unknown as ListedRecord[]) {
        const visible = calls.filter(({ recordId, project }) => recordId === record.id && String(project?.id) === '1');
        expect(idsOf(record.attempts)).toEqual(idsOf(visible));
      }
      for (const viewer of ['another project', 'another source'] as const)
        expect((await get('/v1/records', viewer)).body.items).toEqual([]);
    });
  });

  it.each(['/v1/calls/nobody', '/v1/calls/nobody/timeline', '/v1/calls/__proto__', '/v1/records/constructor'])(
    '%s is 404 problem+json',
    async (path) => {
      const { status, headers, body } = await get(path);
      expect({ status, type: headers['content-type'] }).toMatchObject({
        status: 404,
        type: PROBLEM,
      });
      expect(body).toMatchObject({
        status: 404,
        title: expect.any(String) as string,
        type: expect.any(String) as string,
      });
    },
  );

  it.each([
    '/v1/calls?campaing=x',
    '/v1/calls?__proto__=x',
    '/v1/calls?from[]=2024-01-01',
    '/v1/legs?limit=501',
    `/v1/calls/${SEED_CONSULTANT_DIALOG}?limit=1`,
    `/v1/records/${SEED_RECORD_ID}?x=y`,
    '/v1/projections?x=y',
  ])('%s is 400 problem+json that names the parameter', async (path) => {
    const { status, headers, body } = await get(path);
    expect({ status, type: headers['content-type'] }).toMatchObject({
      status: 400,
      type: PROBLEM,
    });
    expect(body.errors).toEqual([{ field: /\?([^=]*)=/.exec(path)![1], message: expect.any(String) as string }]);
  });

  describe('to an analyst', () => {
    const NUMBER = '48xxxxxxxxx"';

    it.each([
      `/v1/calls?recordId=${SEED_RECORD_ID}`,
      `/v1/calls/${SEED_CONSULTANT_DIALOG}`,
      `/v1/calls/${SEED_CONSULTANT_DIALOG}/timeline`,
      `/v1/records/${SEED_RECORD_ID}`,
      '/v1/records?from=2020-08-26&to=2020-08-27',
      `/v1/legs?recordId=${SEED_RECORD_ID}`,
    ])("%s does not show the contact's number", async (path) => {
      expect((await get(path, 'supervisor')).text).toContain(NUMBER);
      const masked = await get(path, 'analyst');
      expect(masked.status).toBe(200);
      expect(masked.text).not.toContain(NUMBER);
    });
    it('calls cannot be looked up by number', async () => {
      expect(await get('/v1/calls?contactNumber=48xxxxxxxxx', 'analyst')).toMatchObject({
        status: 403,
        body: { status: 403, errors: [{ field: 'contactNumber' }] },
      });
    });
  });

  describe('to a key limited by project or source', () => {
    it('only the calls within are listed, whatever is asked', async () => {
      const { body } = await get('/v1/calls?limit=500', 'project 1');
      expect(idsOf(body.items)).toEqual(idsOf(calls.filter(({ project }) => String(project?.id) === '1')));
      expect((await get('/v1/calls?project=2', 'project 1')).body.items).toEqual([]);
      expect((await get('/v1/legs', 'another source')).body.items).toEqual([]);
      expect((await get('/v1/legs?project=2', 'project 1')).body.items).toEqual([]);
    });
    it.each([
      `/v1/calls/${SEED_CONSULTANT_DIALOG}`,
      `/v1/calls/${SEED_CONSULTANT_DIALOG}/timeline`,
      `/v1/records/${SEED_RECORD_ID}`,
    ])('%s is 404 when it lies outside', async (path) => {
      expect((await get(path, 'another project')).status).toBe(404);
      expect((await get(path, 'project 1 of main')).status).toBe(200);
    });
  });

  it('says that it is complete up to now when linker and projector are caught up, else up to where they are', async () => {
    api.progress = { head: SOME_HEAD, ...AT_HEAD };
    expect((await get('/v1/calls')).body.asOf).toBe(new Date(NOW).toISOString());
    api.progress = { head: SOME_HEAD, ...AT_HEAD, partitions: [BEHIND] };
    expect((await get('/v1/calls')).body.asOf).toBe(BEHIND.logTime);
  });

  it('/v1/projections tells how far each generation has come', async () => {
    api.progress = { head: SOME_HEAD, ...AT_HEAD, partitions: [BEHIND] };
    expect((await get('/v1/projections', 'analyst')).body).toMatchObject({
      items: [
        {
          name: 'calls.v1',
          generation: 1,
          state: 'live',
          rulesVersion: '1',
          position: BEHIND.position,
          lag: { events: 7, seconds: 30 },
          rate: null,
          partitions: [{ consumer: 'partition-1/1', lag: { seconds: 30 } }],
          poisonedStreams: 0,
        },
      ],
      nextCursor: null,
      linker: { consumer: 'linker', lag: { events: 0, seconds: 0 } },
      asOf: BEHIND.logTime,
      projection: 'calls.v1',
    });
  });

  it('/v1/projections does not count with positions of a log that was replaced', async () => {
    api.progress = { head: SOME_HEAD, ...AT_HEAD, logIdentity: 'another log' };
    expect((await get('/v1/projections', 'analyst')).body).toMatchObject({
      items: [{ name: 'calls.v1', position: SOME_HEAD, lag: { events: null, seconds: 3600 } }],
      linker: { consumer: 'linker', lag: { events: null, seconds: 3600 } },
      asOf: '2024-06-01T11:00:00.000Z',
    });
  });

  it('shows lone surrogates as their JSON escape, and the body of a timeline as it came', async () => {
    const [create] = voiceCampaignManual();
    const text = JSON.stringify(create)
      .replaceAll('"Reczna"', '"half \\ud83d"')
      .replaceAll(/028b5322|5f465044/g, 'abcdef01');
    const events = inLog(recorded([JSON.parse(text) as JsonObject]));
    for (const event of events) await api.stores.log.append(event.stream, [event], 'any');
    await api.stores.readModels.replaceDocuments(api.generation, [documentsOf(events[0]!.stream, events)], null);
    const path = `/v1/calls/${SEED_CONSULTANT_DIALOG.replace('028b5322', 'abcdef01')}`;
    expect((await get(path)).body.campaign.name).toBe('half \\ud83d');
    expect((await get(`${path}/timeline`)).body).toMatchObject({ items: [{ body: JSON.parse(text) as JsonObject }] });
  });

  it('answers 503 when a store is away and while nobody has begun the projection yet, and is not ready then', async () => {
    expect((await api.get('/health/ready')).status).toBe(200);
    for (const generations of [() => Promise.reject(new StoreUnavailable('gone')), () => Promise.resolve([])]) {
      api.progress = { generations };
      for (const path of [
        '/v1/calls',
        '/v1/legs',
        `/v1/calls/${SEED_CONSULTANT_DIALOG}`,
        `/v1/records/${SEED_RECORD_ID}`,
      ])
        expect(await get(path)).toMatchObject({ status: 503, headers: { 'retry-after': expect.anything() as string } });
      expect((await api.get('/health/ready')).status).toBe(503);
    }
  });

  it('is closed to those without a key', async () => {
    for (const path of ['/v1/calls', '/v1/projections', '/v1/calls?x=y'])
      expect(await api.get(path)).toMatchObject({ status: 401, body: { status: 401 } });
  });

  it.each(ODD_REQUESTS)('answers or refuses, and never fails: %s', async (path) => {
    const { status, headers } = await get(path);
    expect(status).toBeLessThan(500);
    if (status >= 400) expect(headers['content-type']).toMatch('application/problem+json');
  });
});
