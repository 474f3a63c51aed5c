import { addDeliveries, saveAudit, type Audit } from '#projections';
import { DELIVERIES, type RecordedEvent } from '#ports';
import type { JsonObject } from '#domain';
import { RunningApi, type AnswerBody } from '../../spec/startApi.js';
import { callsOf, fill, tenantStories } from '../../spec/tenants.js';
import { inLog } from '../../spec/documents.js';
import { aCall, aLeg, aMove, documentsOf } from '../../../../test/contract/someCalls.js';

const SEED = Number(process.env['TEST_SEED'] ?? 20);
const KEYS = {
  supervisor: { role: 'supervisor' },
  analyst: { role: 'analyst' },
  'project 1': { role: 'supervisor', projects: [1] },
  'source main': { role: 'supervisor', sources: ['main'] },
} as const;
const NUMBER = '+48600100200';

const AUDIT: Audit = {
  startedAt: '2024-05-31T00:00:00.000Z',
  endedAt: '2024-05-31T00:00:09.000Z',
  projection: 'calls.v1',
  sample: null,
  streams: 40,
  calls: 50,
  differing: 1,
  differences: [{ stream: 's', call: 'c', is: 'missing', fields: [] }],
};

const UNLINKED = ['2024-02-03', '2024-02-01', '2024-02-02'].map((day) =>
  aCall(`dialog-${day}`, {
    startedAt: `${day}T10:00:00Z`,
    quality: ['unlinked', 'late_delivery'],
    id: day,
    legs: [aLeg({ dialogUuid: day }), aLeg()],
  }),
);

interface Linked {
  readonly count: number;
  readonly href: string;
}
const isLinked = (value: object): value is Linked => 'count' in value && 'href' in value;

/** Every number of an answer that has a link. */
const linkedIn = (value: unknown): readonly Linked[] => {
  if (typeof value !== 'object' || value === null) return [];
  return isLinked(value) ? [value] : Object.values(value).flatMap(linkedIn);
};

describe(`/v1/quality (TEST_SEED=${SEED})`, () => {
  let api: RunningApi;
  const stories = tenantStories(120, SEED);

  const anEvent = (stream: string, type: string, body: JsonObject): RecordedEvent => {
    const [source = ''] = stream.split('-').slice(1);
    const metadata = {
      receivedAt: '2024-05-03T10:00:00.000Z',
      source,
      schemaVersion: 1,
      $correlationId: source,
    } as const;
    const id = JSON.stringify([stream, type, body]);
    return inLog([{ stream, revision: 0, id, type, body, metadata }])[0]!;
  };

  beforeAll(async () => {
    api = await RunningApi.start(KEYS);
    await fill(api, stories);
    const { readModels } = api.stores;
    const poison = { message: `the store refuses ${NUMBER}`, at: '2024-05-31T00:00:00.000Z' };
    const place = { revision: 9, position: '9', calls: [], record: null, poison };
    await readModels.replaceDocuments(api.generation, [{ stream: 'campaignRecord-r1', ...place }], null);
    await readModels.replaceDocuments(
      api.generation,
      UNLINKED.map((call) => documentsOf(call.revision.stream, 8, [call])),
      null,
    );
    const events = [
      anEvent('source-main', 'PlatformEventReceived', {
        event_name: 'contact_created',
        event_time: '2024-05-02 23:00:00',
      }),
      anEvent('source-main', 'PlatformEventReceived', {
        event_name: 'contact_created',
        event_time: '2024-05-03 01:00:00',
      }),
      anEvent('source-other', 'PlatformEventReceived', { event_time: '2024-05-03 01:00:00' }),
      anEvent('quarantine-main', 'DeliveryRefused', { reason: 'not JSON' }),
      anEvent('quarantine-main', 'DeliveryReplayed', {}),
    ];
    await addDeliveries(readModels, events, aMove({ consumer: DELIVERIES }));
  });
  afterAll(() => api.stop());

  const report = async (query = '', viewer: keyof typeof KEYS = 'supervisor'): Promise<AnswerBody> => {
    const { status, body } = await api.get(`/v1/quality${query}`, viewer);
    expect(status).toBe(200);
    return body;
  };
  const followAll = async (body: AnswerBody, viewer: keyof typeof KEYS): Promise<number> => {
    const linked = linkedIn(body);
    for (const { count, href } of linked) {
      const list = await api.get(`${href}${href.includes('?') ? '&' : '?'}total=true&limit=1`, viewer);
      expect([href, list.status, list.body['total']]).toEqual([href, 200, count]);
    }
    return linked.filter(({ count }) => count > 0).length;
  };

  it.each(Object.keys(KEYS) as (keyof typeof KEYS)[])(
    'gives %s numbers whose links lead to as many calls',
    async (viewer) => {
      expect(await followAll(await report('', viewer), viewer)).toBeGreaterThan(20);
    },
  );

  it('counts the calls of each source by the days of a zone, within the asked range', async () => {
    const range = 'from=2024-03-01T09:30:00Z&to=2024-03-04T11:00:00Z&source=main';
    const body = await report(`?${range}&timezone=Pacific/Auckland`);
    await followAll(body, 'supervisor');
    const rows = body['rows'] as { day: string; source: string; calls: Linked }[];
    const expected = new Map<string, number>();
    for (const { startedAt, source } of stories.flatMap(callsOf)) {
      if (source !== 'main' || startedAt < '2024-03-01T09:30:00Z' || startedAt >= '2024-03-04T11:00:00Z') continue;
      const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Auckland' }).format(new Date(startedAt));
      expected.set(day, (expected.get(day) ?? 0) + 1);
    }
    expect(expected.size).toBeGreaterThan(0);
    expect(rows.map(({ day, calls }) => [day, calls.count])).toEqual([...expected].sort());
    expect(rows.every(({ source }) => source === 'main')).toBe(true);
  });

  it('names the flags that occur, how late calls came, and the oldest unlinked call', async () => {
    const { totals, unlinked } = (await report()) as unknown as {
      totals: { flags: Record<string, Linked>; open: Linked; lateness: Record<string, unknown> };
      unlinked: { dialogs: Linked; oldest: { id: string; startedAt: string; href: string } };
    };
    const calls = [...stories.flatMap(callsOf), ...UNLINKED];
    const flagged = calls.filter(({ quality }) => quality.includes('unlinked'));
    const starts = flagged.map(({ startedAt }) => startedAt).sort();
    expect(unlinked.dialogs.count).toBe(flagged.flatMap(({ legs }) => legs).length);
    expect(unlinked.oldest.startedAt).toBe(starts[0]);
    expect((await api.get(unlinked.oldest.href, 'supervisor')).body['id']).toBe(unlinked.oldest.id);
    expect(totals.flags['unlinked']?.count).toBe(flagged.length);
    expect(Object.values(totals.flags).every(({ count }) => count > 0)).toBe(true);
    const late = calls
      .filter(({ lastReceivedAt }) => lastReceivedAt !== null)
      .map(({ lastReceivedAt, lastEventAt }) => {
        return Math.max(0, Math.floor(Date.parse(lastReceivedAt!) / 1000) - Date.parse(lastEventAt) / 1000);
      })
      .sort((one, other) => one - other);
    expect(totals.lateness).toMatchObject({
      p50Seconds: late[Math.ceil(late.length / 2) - 1],
      maxSeconds: late.at(-1),
    });
  });

  it('counts deliveries that belong to no call by day, source and event name, and refused bodies', async () => {
    const { deliveries, quarantine } = await report();
    expect(deliveries).toMatchObject({
      items: [
        { day: '2024-05-02', source: 'main', name: 'contact_created', count: 1 },
        { day: '2024-05-03', source: 'main', name: 'contact_created', count: 1 },
        { day: '2024-05-03', source: 'other', name: null, count: 1 },
      ],
    });
    expect(quarantine).toMatchObject({ items: [{ day: '2024-05-03', source: 'main', refused: 1, replayed: 1 }] });
    const asked = await report('?from=2024-05-03&to=2024-05-04&source=other');
    expect(asked['deliveries']).toMatchObject({
      items: [{ day: '2024-05-03', source: 'other', name: null, count: 1 }],
    });
    expect(asked['quarantine']).toMatchObject({ items: [] });
  });

  it('shows poisoned streams, with their messages only to who may see contacts', async () => {
    const poisoned = { stream: 'campaignRecord-r1', revision: 9, href: '/v1/calls?recordId=r1' };
    const message = `the store refuses ${NUMBER}`;
    expect((await report())['poisonedStreams']).toMatchObject({ count: 1, items: [{ ...poisoned, message }] });
    const { text } = await api.get('/v1/quality', 'analyst');
    expect(text).not.toContain(NUMBER);
    expect((await report('', 'analyst'))['poisonedStreams']).toMatchObject({ items: [{ ...poisoned, message: null }] });
  });

  it('shows the last audit, once there was one', async () => {
    expect((await report())['lastAudit']).toBeNull();
    await saveAudit(api.stores.readModels, AUDIT);
    const [difference] = AUDIT.differences;
    expect((await report())['lastAudit']).toEqual({ ...AUDIT, differences: [{ ...difference, href: null }] });
  });

  it.each(['project 1', 'source main'] as const)(
    'hides from the key "%s" what is of no single call',
    async (viewer) => {
      const hidden = { deliveries: null, quarantine: null, poisonedStreams: null, lastAudit: null };
      expect(await report('', viewer)).toMatchObject(hidden);
    },
  );

  it('refuses parameters that it does not know', async () => {
    const { status, body } = await api.get('/v1/quality?campaign=1', 'supervisor');
    expect([status, body.errors[0]?.field]).toEqual([400, 'campaign']);
  });
});
