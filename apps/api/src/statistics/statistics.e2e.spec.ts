import { parseMetric, presentCall, type StatisticsQuery } from '#domain';
import type { StreamDocuments } from '#ports';
import { someCalls } from '../../../../test/support/generateCalls.js';
import { recorded } from '../../../../test/support/recorded.js';
import { voiceCampaignManual } from '../../../../test/support/seed.js';
import { naiveStatistics } from '../../../../test/support/statistics/naiveStatistics.js';
import { documentsOf, inLog } from '../../spec/documents.js';
import { NOW, RunningApi } from '../../spec/startApi.js';
import { QueryStatisticsHandler } from './queryStatistics.js';

const SEED = 11;
const CLOCK = { now: NOW, graceSeconds: 300, staleSeconds: 14_400 };

const KEYS = {
  supervisor: { role: 'supervisor' },
  analyst: { role: 'analyst' },
  'project 1': { role: 'supervisor', projects: [1] },
  'another project': { role: 'supervisor', projects: ['none of these'] },
  'another source': { role: 'supervisor', sources: ['other'] },
} as const;

interface StatsBody {
  readonly rows: readonly {
    readonly from: string | null;
    readonly to: string | null;
    readonly group: Readonly<Record<string, { readonly id: unknown; readonly name: unknown } | string | null>>;
    readonly metrics: Readonly<Record<string, number | null>>;
  }[];
  readonly totals: Readonly<Record<string, number | null>>;
  readonly provisional: number;
  readonly timezone: string;
  readonly attribution: string;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
}

describe('GET /v1/stats', () => {
  let api: RunningApi;
  let documents: readonly StreamDocuments[];
  const calls = () => documents.flatMap((ofStream) => ofStream.calls);
  const ask = async (query: string, viewer = 'supervisor') => {
    const { status, text, headers } = await api.get(`/v1/stats?${query}`, viewer);
    return { status, text, headers, body: (text.startsWith('{') ? JSON.parse(text) : {}) as StatsBody };
  };

  beforeAll(async () => {
    const seed = inLog(recorded(voiceCampaignManual(), { receivedAt: '2024-05-01T10:00:00.000Z' }));
    const stories = someCalls(150, SEED, { defects: 0.2 }).map(({ events }) => recorded(events));
    const streams = new Map(stories.filter((events) => events.length > 0).map((events) => [events[0]!.stream, events]));
    documents = [
      documentsOf(seed[0]!.stream, seed),
      ...[...streams].map(([stream, events]) => documentsOf(stream, inLog(events))),
    ];
    api = await RunningApi.start(KEYS);
    await api.stores.readModels.replaceDocuments(api.generation, documents, null);
  });
  afterAll(() => api.stop());

  it('counts nothing for a HEAD request, and refuses what it would refuse', async () => {
    const handler = api.part(QueryStatisticsHandler);
    handler.execute = () => Promise.reject(new Error('counted'));
    const answer = await api.ask('HEAD', '/v1/stats?groupBy=campaign', 'supervisor');
    expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([
      200,
      '',
      'application/json; charset=utf-8',
    ]);
    expect((await api.ask('HEAD', '/v1/stats?top=3', 'supervisor')).status).toBe(400);
    expect((await api.ask('GET', '/v1/stats', 'supervisor')).status).toBe(500);
    Reflect.deleteProperty(handler, 'execute');
    expect((await api.ask('GET', '/v1/stats', 'supervisor')).status).toBe(200);
  });

  it('answers the documented call by campaign and day of a zone', async () => {
    const metrics = 'calls,conversationRate,talkSeconds.p90,ringSeconds.within:9';
    const { status, body } = await ask(
      `metrics=${metrics}&groupBy=campaign,consultant,closeCause&recordId=5f46504480f35766ae0e449e` +
        '&interval=P1D&timezone=Europe/Warsaw&from=2020-08-26&to=2020-08-27',
    );
    expect(status).toBe(200);
    const [latest] = calls()
      .filter(({ consultant }) => consultant?.id === 1 && consultant.name !== null)
      .sort((one, other) => (one.startedAt > other.startedAt ? -1 : 1))
      .map(({ consultant }) => consultant);
    const figures = { calls: 1, conversationRate: 1, 'talkSeconds.p90': 7, 'ringSeconds.within:9': 0 };
    expect(body).toMatchObject({ timezone: 'Europe/Warsaw', attribution: 'start', provisional: 0, totals: figures });
    expect(body.rows).toEqual([
      {
        from: '2020-08-25T22:00:00Z',
        to: '2020-08-26T22:00:00Z',
        group: {
          campaign: { id: '5f463dbd80f35763375fe367', name: 'Reczna' },
          consultant: latest, // that of another, later call
          closeCause: 'HANGUP',
        },
        metrics: figures,
      },
    ]);
  });

  it(`counts what the plainest way counts over the same calls, seed ${SEED}`, async () => {
    const names = ['calls', 'answerRate', 'abandonRate', 'talkSeconds.avg', 'callSeconds.p95', 'waitSeconds.count'];
    const query: StatisticsQuery = {
      filter: { clock: CLOCK },
      attribution: 'start',
      metrics: names.map((name) => parseMetric(name)!),
      groupBy: ['outcome', 'direction'],
      interval: 'P1W',
      timezone: 'Europe/Warsaw',
      top: null,
      fill: false,
      asOf: Math.floor(NOW / 1000),
    };
    const expected = naiveStatistics(calls(), query);
    const { body } = await ask(
      `metrics=${names.join(',')}&groupBy=outcome,direction&interval=P1W&timezone=Europe/Warsaw`,
    );
    expect(body.rows.map(({ group, metrics }) => ({ group, metrics }))).toEqual(
      expected.rows.map(({ group, metrics }) => ({ group, metrics })),
    );
    expect(body.totals).toEqual(expected.totals);
    expect(body.provisional).toBe(calls().filter((call) => !presentCall(call, CLOCK).final).length);
  });

  it('counts as many calls as the list has, for whoever asks', async () => {
    for (const viewer of Object.keys(KEYS)) {
      for (const filter of ['', 'outcome=conversation', 'attribution=end', 'kind=inbound&final=true']) {
        const { body } = await ask(`metrics=calls&${filter}`, viewer);
        let [listed, cursor] = [0, ''];
        do {
          const page = await api.get(`/v1/calls?limit=500&${filter}${cursor}`, viewer);
          listed += page.body.items.length;
          cursor = page.body.nextCursor === null ? '' : `&cursor=${page.body.nextCursor}`;
        } while (cursor !== '');
        expect([viewer, filter, body.totals['calls']]).toEqual([viewer, filter, listed]);
      }
    }
  });

  it('shows nothing of calls that a key does not see, not even a name', async () => {
    const hidden = await ask('metrics=calls&groupBy=campaign,project,consultant', 'another project');
    expect(hidden.body).toMatchObject({ rows: [], totals: { calls: 0 }, provisional: 0 });
    const asked = await ask('metrics=calls&groupBy=source&project=1', 'another source');
    expect(asked.body).toMatchObject({ rows: [], totals: { calls: 0 } });
    const own = await ask('metrics=calls&groupBy=project', 'project 1');
    expect(own.body.rows.map(({ group }) => group['project'])).toEqual([expect.objectContaining({ id: 1 })]);
  });

  it('counts by the number of a contact for supervisors only', async () => {
    expect((await ask('contactNumber=48xxxxxxxxx', 'analyst')).status).toBe(403);
    expect((await ask('contactNumber=48xxxxxxxxx')).body.totals['calls']).toBeGreaterThan(0);
  });

  it('fills empty buckets where it is told to', async () => {
    const range = 'from=2020-08-26T00:00:00Z&to=2020-08-28T12:00:00Z&recordId=5f46504480f35766ae0e449e';
    const { body } = await ask(`metrics=calls,talkSeconds.avg&${range}&interval=P1D&fill=true`);
    expect(body.rows.map(({ to, metrics }) => [to, metrics['calls'], metrics['talkSeconds.avg']])).toEqual([
      ['2020-08-27T00:00:00Z', 1, 7],
      ['2020-08-28T00:00:00Z', 0, null],
      ['2020-08-28T12:00:00Z', 0, null],
    ]);
  });

  it('counts each second where it passed', async () => {
    const range = 'from=2020-08-26T12:59:30Z&to=2020-08-26T13:00:30Z&recordId=5f46504480f35766ae0e449e';
    const metrics = 'concurrency,callSeconds.sum,talkSeconds.sum';
    const { body } = await ask(`metrics=${metrics}&attribution=clipped&interval=PT1H&${range}`);
    expect(body.rows.map(({ metrics: figures }) => figures)).toEqual([
      { concurrency: 24 / 30, 'callSeconds.sum': 24, 'talkSeconds.sum': 7 },
      { concurrency: 1 / 30, 'callSeconds.sum': 1, 'talkSeconds.sum': 0 },
    ]);
    expect(body.totals).toEqual({ concurrency: 25 / 60, 'callSeconds.sum': 25, 'talkSeconds.sum': 7 });
  });

  it('answers CSV with the same rows', async () => {
    const { text, headers } = await ask(
      'metrics=calls,dialSeconds.max&groupBy=campaign&recordId=5f46504480f35766ae0e449e&format=csv',
    );
    expect(headers['content-type']).toContain('text/csv');
    expect(text).toBe(
      'from,to,group.campaign.id,group.campaign.name,metrics.calls,metrics.dialSeconds.max\r\n' +
        ',,5f463dbd80f35763375fe367,Reczna,1,17\r\n',
    );
  });

  it.each([
    ['metrics=nonsense', 'metrics'],
    ['metrics=', 'metrics'],
    ['metrics=talkSeconds', 'metrics'],
    ['metrics=talkSeconds.p42', 'metrics'],
    ['metrics=constructor', 'metrics'],
    ['metrics=concurrency', 'metrics'],
    ['metrics=calls&attribution=clipped', 'metrics'],
    ['groupBy=weather', 'groupBy'],
    ['groupBy=__proto__', 'groupBy'],
    ['groupBy=campaign,project,consultant,outcome', 'groupBy'],
    ['attribution=clipped&groupBy=weekday', 'groupBy'],
    ['attribution=clipped&hourOfDay=9', 'hourOfDay'],
    ['interval=P3D', 'interval'],
    ['timezone=Mars/Phobos', 'timezone'],
    ['timezone=%2B02:00', 'timezone'],
    ['top=0', 'top'],
    ['top=3&interval=P1D', 'top'],
    ['fill=true', 'fill'],
    ['fill=true&interval=PT15M&from=0001-01-01&to=9999-12-31', 'interval'],
    ['from=2024-06-01&to=2023-06-01', 'to'],
    ['consultnt=1', 'consultnt'],
    ['limit=5', 'limit'],
  ])('%s is refused, and %s named', async (query, field) => {
    const { status, body } = await ask(query);
    expect(status).toBe(400);
    expect(body.errors.map((error) => error.field)).toContain(field);
  });

  it.each([
    '',
    'metrics=calls&interval=PT15M&from=0001-01-01&to=9999-12-31&campaign=nobody',
    'metrics=concurrency&attribution=clipped&interval=PT15M&from=1990-01-01&to=2090-12-31&campaign=nobody',
    'metrics=calls,calls&timezone=utc&groupBy=campaign,campaign',
    `metrics=${'calls,'.repeat(2000)}calls`,
  ])('%.60s is answered', async (query) => {
    expect((await ask(query)).status).toBe(200);
  });
});
