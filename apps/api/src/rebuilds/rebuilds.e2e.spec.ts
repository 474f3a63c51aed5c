import { RULES, type CallDifference, type DifferenceCounts } from '#domain';
import { CALLS } from '#ports';
import { aCall, documentsOf } from '../../../../test/contract/someCalls.js';
import { RunningApi, type Answer } from '../../spec/startApi.js';

const KEYS = {
  analyst: { role: 'analyst' },
  supervisor: { role: 'supervisor' },
  'limited supervisor': { role: 'supervisor', projects: [1] },
  admin: { role: 'admin' },
  'limited admin': { role: 'admin', projects: [1] },
} as const;
const REBUILDS = '/admin/projections/calls/rebuilds';
const PROBLEM = 'application/problem+json; charset=utf-8';

const before = aCall('campaignRecord-1', { id: 'a' });
const after = { ...before, campaign: { id: 'c', name: 'Zażółć \n "gęślą"' } };
const DIFFERENCES: readonly CallDifference[] = [
  { id: 'a', before, after },
  { id: 'b', before: null, after: aCall('campaignRecord-1', { id: 'b' }) },
];
const COUNTS: DifferenceCounts = {
  position: '0007',
  calls: { before: 1, after: 2, added: 1, removed: 0, changed: 1 },
  fields: { 'campaign.id': { changed: 1, before: null, after: null } },
};

describe('/admin/projections/calls', () => {
  let api: RunningApi;
  beforeEach(async () => {
    api = await RunningApi.start(KEYS, { LOG_LEVEL: 'info' });
  });
  afterEach(() => api.stop());

  const get = (path: string, viewer = 'admin'): Promise<Answer> => api.ask('GET', path, viewer);
  const post = (path: string, body?: unknown, viewer = 'admin'): Promise<Answer> =>
    api.ask('POST', path, viewer, { body });
  const drop = (path: string): Promise<Answer> => api.ask('DELETE', path, 'admin');
  const build = async () => {
    const generations = await api.stores.readModels.generations(CALLS);
    return generations.at(-1)!;
  };
  /** What a projector would have done. */
  const bring = async (state: 'ready' | 'failed'): Promise<void> => {
    const { readModels } = api.stores;
    await readModels.addDifferences(await build(), DIFFERENCES, 0);
    if (state === 'ready') await readModels.saveComparison(await build(), COUNTS);
    await readModels.changeGeneration(await build(), {
      state,
      ...(state === 'failed' ? { trouble: { reporter: 'rebuild', reason: 'a fault' } } : {}),
    });
  };

  it('takes a request for a rebuild and shows it', async () => {
    const logIdentity = await api.stores.log.identity();
    const move = { consumer: 'partition-1/1', expected: null, position: '0000000000000000', logIdentity };
    const started = await post(`${REBUILDS}?`, { switch: 'manual' });
    expect(started.status).toBe(201);
    const shown = {
      id: 'calls.v2',
      generation: 2,
      state: 'building',
      rulesVersion: RULES.version,
      switch: 'manual',
      createdAt: expect.any(String) as string,
      switchedAt: null,
      error: null,
      progress: { events: 0, of: 0, perSecond: null, etaSeconds: 0 },
      difference: null,
    };
    expect(started.body).toEqual(shown);
    const metadata = { receivedAt: null, source: 'main', schemaVersion: 1, $correlationId: 'x' } as const;
    const events = Array.from({ length: 30 }, (_, i) => {
      return { id: `00000000-0000-5000-8000-0000000000${10 + i}`, type: 'x', text: '{}', metadata };
    });
    for (const event of events) await api.stores.log.append('dialog-x', [event], 'any');
    const handled = { ...move, position: '0000000000000010', logTime: null, events: 10, perSecond: 4 };
    await api.stores.readModels.replaceDocuments(await build(), [], handled);
    expect((await get(`${REBUILDS}/calls.v2`)).body).toEqual({
      ...shown,
      progress: { events: 10, of: 30, perSecond: 4, etaSeconds: 5 },
    });
    expect((await get(REBUILDS)).body.items).toMatchObject([
      { id: 'calls.v1', state: 'live' },
      { id: 'calls.v2', state: 'building', progress: { events: 10, of: 30 } },
    ]);
  });

  it('switches by itself unless told otherwise', async () => {
    expect((await post(REBUILDS)).body).toMatchObject({ switch: 'auto' });
    expect((await drop(`${REBUILDS}/calls.v2`)).body).toMatchObject({
      state: 'dropped',
      progress: { events: 0, of: 0 },
    });
    expect((await post(REBUILDS, {})).body).toMatchObject({ id: 'calls.v3', switch: 'auto' });
  });

  it('allows one build at a time: 409', async () => {
    await post(REBUILDS);
    const { status, headers, body } = await post(REBUILDS);
    expect({ status, type: headers['content-type'] }).toMatchObject({ status: 409, type: PROBLEM });
    expect(body).toMatchObject({ detail: 'calls.v2 is building already' });
  });

  it.each([
    [{ switch: 'later' }, ['switch']],
    [{ swich: 'auto' }, ['swich']],
    [{ a: 1, switch: null }, ['a', 'switch']],
    [['auto'], ['body']],
  ])('refuses the body %j and names each bad field', async (body, fields) => {
    const answer = await post(REBUILDS, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ field }) => field)).toEqual(fields);
    expect(await api.stores.readModels.generations(CALLS)).toHaveLength(1);
  });

  it('is told to switch, and says so with 202; the projectors do it', async () => {
    await post(REBUILDS, { switch: 'manual' });
    await bring('ready');
    expect(await post(`${REBUILDS}/calls.v2/switch`)).toMatchObject({
      status: 202,
      body: { state: 'ready', switch: 'auto' },
    });
    expect((await post(`${REBUILDS}/calls.v1/switch`)).status).toBe(409);
  });

  it('resumes only what has failed', async () => {
    await post(REBUILDS);
    expect((await post(`${REBUILDS}/calls.v2/resume`)).status).toBe(409);
    await bring('failed');
    expect((await get(`${REBUILDS}/calls.v2`)).body).toMatchObject({ state: 'failed', error: 'a fault' });
    expect(await post(`${REBUILDS}/calls.v2/resume`)).toMatchObject({
      status: 202,
      body: { state: 'building', error: null },
    });
  });

  it('drops everything but the live one, and rolls back to what is kept', async () => {
    expect((await drop(`${REBUILDS}/calls.v1`)).status).toBe(409);
    expect((await post('/admin/projections/calls/rollback')).status).toBe(409);
    await post(REBUILDS);
    await bring('ready');
    await api.stores.readModels.switchTo(await build());
    expect(await post('/admin/projections/calls/rollback')).toMatchObject({
      status: 200,
      body: { id: 'calls.v1', state: 'live' },
    });
    expect(await drop(`${REBUILDS}/calls.v2`)).toMatchObject({ status: 200, body: { state: 'dropped' } });
    expect(await drop(`${REBUILDS}/calls.v2`)).toMatchObject({ status: 200, body: { state: 'dropped' } });
  });

  it('streams every difference, a line each', async () => {
    await post(REBUILDS);
    expect((await get(`${REBUILDS}/calls.v2/differences`)).status).toBe(409);
    await bring('ready');
    const { status, headers, text } = await get(`${REBUILDS}/calls.v2/differences`);
    expect({ status, type: headers['content-type'] }).toEqual({
      status: 200,
      type: 'application/x-ndjson; charset=utf-8',
    });
    const lines = text.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line) as CallDifference)).toEqual(DIFFERENCES);
  });

  it('leaves a line for the audit where somebody reads differences, since they hold whole calls', async () => {
    const audited = () =>
      api.logged
        .map((line) => JSON.parse(line) as { audit?: string })
        .filter(({ audit }) => audit === 'unmasked_export');
    await post(REBUILDS);
    await bring('ready');
    await get(`${REBUILDS}/calls.v2/differences`, 'analyst');
    await api.ask('HEAD', `${REBUILDS}/calls.v2/differences`, 'admin');
    expect(audited()).toEqual([]);
    await get(`${REBUILDS}/calls.v2/differences`);
    expect(audited()).toMatchObject([{ file: 'calls.v2 differences', key: 'admin', role: 'admin' }]);
  });

  it.each([
    '/admin/projections/legs/rebuilds',
    `${REBUILDS}/calls.v9`,
    `${REBUILDS}/2`,
    `${REBUILDS}/calls.v1x`,
    `${REBUILDS}/calls.v9/differences`,
  ])('does not know %s: 404', async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, body: { status: 404 } });
  });

  it('is for admins who see all calls', async () => {
    for (const viewer of ['analyst', 'supervisor', 'limited admin']) {
      expect((await get(REBUILDS, viewer)).status).toBe(403);
      expect((await post(REBUILDS, {}, viewer)).status).toBe(403);
    }
    expect((await get(REBUILDS, '')).status).toBe(401);
    expect(await api.stores.readModels.generations(CALLS)).toHaveLength(1);
  });

  it('/v1/projections shows the difference: samples not to analysts, nothing to a key that sees part of the calls', async () => {
    await post(REBUILDS, { switch: 'manual' });
    await bring('ready');
    const { readModels } = api.stores;
    await readModels.replaceDocuments(api.generation, [documentsOf('campaignRecord-1', 1, [before])], null);
    const seenBy = async (viewer: string): Promise<unknown> => {
      const { body } = await get('/v1/projections', viewer);
      return (body.items as unknown as { difference: unknown; state: string }[]).find(({ state }) => state === 'ready')
        ?.difference;
    };
    expect(await seenBy('supervisor')).toEqual({ ...COUNTS, samples: DIFFERENCES });
    expect(await seenBy('analyst')).toEqual({ ...COUNTS, samples: [] });
    expect(await seenBy('limited supervisor')).toBeNull();
  });
});
