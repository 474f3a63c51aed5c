import { parquetReadObjects } from 'hyparquet';
import { DIMENSIONS, type StoredCall } from '#domain';
import { operationsOf, addressOf, declaredValues, type DeclaredParameter, type Operation } from '../spec/operations.js';
import { RunningApi, type Answer } from '../spec/startApi.js';
import { callsOf, fill, idsOf, tenantStories, type Story } from '../spec/tenants.js';

/**
 * What each route shows, and to whom. `rows`: calls within the limits of the key, or figures about them. `feed`: their changes. `service`:
 * of the service itself, alike for every key. `admin`: for admins whose key has no limits. `sign-in`: open, since it asks for the key.
 */
type Rule = 'rows' | 'feed' | 'service' | 'admin' | 'sign-in';
/** A route of the OpenAPI document that has no rule here fails the first test. */
const RULES: Readonly<Record<string, Rule>> = {
  'get /v1/calls': 'rows',
  'get /v1/calls/{id}': 'rows',
  'get /v1/calls/{id}/timeline': 'rows',
  'get /v1/legs': 'rows',
  'get /v1/records': 'rows',
  'get /v1/records/{recordId}': 'rows',
  'get /v1/stats': 'rows',
  'get /v1/quality': 'rows',
  'get /v1/campaigns': 'rows',
  'get /v1/projects': 'rows',
  'get /v1/consultants': 'rows',
  'get /v1/export/calls.csv': 'rows',
  'get /v1/export/calls.ndjson': 'rows',
  'get /v1/export/calls.parquet': 'rows',
  'get /v1/export/legs.csv': 'rows',
  'get /v1/export/legs.parquet': 'rows',
  'get /v1/changes': 'feed',
  'get /v1/changes/stream': 'feed',
  'get /v1/projections': 'service',
  'get /v1/session': 'service',
  'delete /v1/session': 'service',
  'post /v1/session': 'sign-in',
  'get /admin/projections/{projection}/rebuilds': 'admin',
  'post /admin/projections/{projection}/rebuilds': 'admin',
  'get /admin/projections/{projection}/rebuilds/{id}': 'admin',
  'delete /admin/projections/{projection}/rebuilds/{id}': 'admin',
  'get /admin/projections/{projection}/rebuilds/{id}/differences': 'admin',
  'post /admin/projections/{projection}/rebuilds/{id}/resume': 'admin',
  'post /admin/projections/{projection}/rebuilds/{id}/switch': 'admin',
  'post /admin/projections/{projection}/rollback': 'admin',
};
/** Routes that are no part of the API: for whoever runs the service. */
const OPEN_ROUTES = ['GET /health/live', 'GET /health/ready', 'GET /metrics'];

const KEYS = {
  admin: { role: 'admin' },
  supervisor: { role: 'supervisor' },
  analyst: { role: 'analyst' },
  'limited admin': { role: 'admin', projects: [1, 2] },
  'source main': { role: 'supervisor', sources: ['main'] },
  'project 1': { role: 'supervisor', projects: ['1'] },
} as const;
type KeyName = keyof typeof KEYS;
const LIMITED = ['source main', 'project 1'] as const;

const SEED = Number(process.env['TEST_SEED'] ?? 20);
const STORIES = tenantStories(40, SEED);
const isSeen = (story: Story, key: (typeof LIMITED)[number]): boolean => {
  const { calls } = story.documents;
  return key === 'source main'
    ? calls.every(({ source }) => source === 'main')
    : calls.every(({ project }) => String(project?.id) === '1');
};

/** Tokens and cursors are only packed: what stands in them is shown, too. */
const unpacked = (text: string): string =>
  [...text.matchAll(/[A-Za-z0-9_-]{24,}/g)].map(([packed]) => Buffer.from(packed, 'base64url').toString()).join('\n');
const shownBy = async ({ bytes, headers }: Answer): Promise<string> => {
  const isParquet = headers['content-type'] === 'application/vnd.apache.parquet';
  const rows = isParquet ? await parquetReadObjects({ file: new Uint8Array(bytes).buffer }) : [];
  const text = `${bytes.toString('utf8')}${JSON.stringify(headers)}${rows.map((row) => Object.values(row).join()).join('\n')}`;
  return `${text}\n${unpacked(text)}`;
};

describe(`who may see what (TEST_SEED=${SEED})`, () => {
  let whole: RunningApi;
  /** For each limited key an API whose stores hold nothing but what this key may see. */
  const alone = {} as Record<(typeof LIMITED)[number], RunningApi>;
  let operations: readonly Operation[];

  beforeAll(async () => {
    whole = await RunningApi.start(KEYS);
    await fill(whole, STORIES);
    for (const key of LIMITED) {
      const seen = STORIES.filter((story) => isSeen(story, key));
      expect(seen.flatMap(callsOf).length).toBeGreaterThan(3);
      alone[key] = await RunningApi.start(KEYS);
      await fill(alone[key], seen, STORIES);
    }
    operations = operationsOf(whole.document);
  });
  afterAll(async () => {
    for (const api of [whole, ...Object.values(alone)]) await api.stop();
  });

  const withRule = (...rules: readonly Rule[]): readonly Operation[] =>
    operations.filter(({ name }) => rules.includes(RULES[name]!));
  const takes = ({ parameters }: Operation, name: string): boolean => parameters.some((one) => one.name === name);
  const hiddenFrom = (key: (typeof LIMITED)[number]) => STORIES.filter((story) => !isSeen(story, key));

  it('is said of every route there is', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(RULES).sort());
    const documented = operations.map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
    const others = whole.routes.filter((route) => !route.startsWith('HEAD ') && !documented.includes(route));
    expect(others.sort()).toEqual(OPEN_ROUTES);
  });

  describe('the key decides who comes in', () => {
    const statusOf = async ({ method, ...operation }: Operation, key: string): Promise<number> => {
      const path = addressOf({ method, ...operation }, { projection: 'calls', id: 'calls.v9' });
      return (await whole.ask(method, path, key)).status;
    };
    it('nobody without a key, nor with one that is not known', async () => {
      for (const operation of withRule('rows', 'feed', 'service', 'admin'))
        for (const key of ['', 'nobody'])
          expect([operation.name, await statusOf(operation, key)]).toEqual([operation.name, 401]);
    });
    it('and not to the rebuilds those who are no admins, or see some of the calls only', async () => {
      for (const operation of withRule('admin'))
        for (const key of ['analyst', 'supervisor', 'limited admin'])
          expect([operation.name, key, await statusOf(operation, key)]).toEqual([operation.name, key, 403]);
      for (const operation of withRule('admin')) expect([401, 403]).not.toContain(await statusOf(operation, 'admin'));
    });
    it('everybody else with a key', async () => {
      for (const operation of withRule('rows', 'service').filter(({ path }) => !path.includes('export')))
        for (const key of Object.keys(KEYS)) expect([200, 204, 404]).toContain(await statusOf(operation, key));
    });
  });

  describe.each(LIMITED)('to the key "%s", what lies outside its limits might as well not be there', (key) => {
    const expectNothingHidden = async (path: string): Promise<Answer> => {
      const [shown, expected] = await Promise.all([whole.get(path, key), alone[key].get(path, key)]);
      expect([path, shown.status, shown.bytes.toString('latin1')]).toEqual([
        path,
        expected.status,
        expected.bytes.toString('latin1'),
      ]);
      const { date: _date, ...headers } = shown.headers;
      expect({ ...expected.headers, ...headers }).toEqual(expected.headers);
      return shown;
    };
    /** Calls of campaigns and others, those first that the key may not see: their ids and names are what an attacker would try. */
    const samples = (): readonly StoredCall[] =>
      [hiddenFrom(key), STORIES.filter((story) => isSeen(story, key))].flatMap((stories) => {
        const calls = stories.flatMap(callsOf);
        const ofCampaigns = calls.filter(({ recordId }) => recordId !== null);
        return [
          ...ofCampaigns.slice(0, 1),
          ...calls.filter(({ recordId }) => recordId === null).slice(0, 1),
          ...ofCampaigns.slice(1, 2),
        ];
      });
    const triedValue = (parameter: DeclaredParameter): unknown => {
      const ofCalls: Record<string, (call: StoredCall) => unknown> = {
        source: ({ source }) => source,
        campaign: ({ campaign }) => campaign?.id,
        project: ({ project }) => project?.id,
        consultant: ({ consultant }) => consultant?.username,
        recordId: ({ recordId }) => recordId,
        contactNumber: ({ contact }) => contact?.number,
        after: ({ id }) => id,
        from: ({ startedAt }) => startedAt,
        to: ({ startedAt }) => startedAt,
      };
      const read = ofCalls[parameter.name];
      const values = read === undefined ? declaredValues(parameter) : samples().map(read);
      return values.find((value) => value !== null && value !== undefined);
    };
    /** Parameters that say where to go on are tried apart. */
    const queriesOf = ({ parameters }: Operation): readonly string[] =>
      parameters
        .filter(({ name, in: place }) => place === 'query' && !['cursor', 'since'].includes(name))
        .map((parameter) => {
          const value = triedValue(parameter);
          expect([parameter.name, value]).not.toEqual([parameter.name, undefined]);
          return `${parameter.name}=${encodeURIComponent(String(value))}`;
        });

    it('under any parameter of any list and figure', async () => {
      const routes = withRule('rows').filter(({ path }) => !path.includes('{') && !path.includes('/export/'));
      for (const route of routes) {
        const short = ['limit=3', 'total=true'].filter((one) => takes(route, one.split('=')[0]!));
        for (const query of ['', ...queriesOf(route)]) {
          const others = short.filter((one) => one.split('=')[0] !== query.split('=')[0]);
          await expectNothingHidden(`${route.path}?${[query, ...others].filter((one) => one !== '').join('&')}`);
        }
      }
    });
    it('in any group of figures', async () => {
      const metrics = 'calls,answerRate,abandonRate,talkSeconds.p90,ringSeconds.sum';
      for (let i = 0; i < DIMENSIONS.length; i += 2) {
        const groupBy = DIMENSIONS.slice(i, i + 2).join();
        await expectNothingHidden(`/v1/stats?metrics=${metrics}&groupBy=${groupBy}&interval=P1D`);
      }
      await expectNothingHidden(`/v1/stats?metrics=${metrics}&groupBy=project,source&format=csv&top=2`);
      await expectNothingHidden('/v1/stats?attribution=clipped&interval=PT1H&groupBy=consultant');
    });
    it('by any id', async () => {
      for (const route of withRule('rows').filter(({ path }) => path.includes('{')))
        for (const id of [
          ...samples().flatMap(({ id, recordId, legs }) => [id, recordId ?? 'none', legs[0]!.dialogUuid]),
          'nobody',
        ])
          await expectNothingHidden(addressOf(route, { id, recordId: id }));
    });
    it('in any file, going on behind any call', async () => {
      const [hidden, seen] = [samples().at(0)!, samples().at(-1)!];
      const hiddenIds = hiddenFrom(key).flatMap(idsOf);
      for (const route of withRule('rows').filter(({ path }) => path.includes('/export/'))) {
        const file = await whole.get(route.path, key);
        expect(file.bytes.length).toBeGreaterThan(1000);
        const text = await shownBy(file);
        expect(hiddenIds.filter((id) => text.includes(id))).toEqual([]);
        expect(text).toContain(seen.id);
        if (takes(route, 'after')) await expectNothingHidden(`${route.path}?after=${hidden.id}`);
      }
    });
    it('with cursors of others, and with own ones that were changed', async () => {
      const { startedAt, id, revision } = samples()[0]!;
      for (const route of withRule('rows').filter((one) => takes(one, 'cursor'))) {
        const { body } = await whole.get(`${route.path}?limit=2`, 'admin');
        await expectNothingHidden(`${route.path}?limit=2&cursor=${body.nextCursor}`);
        const own = (await whole.get(`${route.path}?limit=1`, key)).body.nextCursor;
        if (own === null) continue; // a key limited to one project lists one project
        const [question] = JSON.parse(Buffer.from(own, 'base64url').toString()) as [string];
        const forged = Buffer.from(JSON.stringify([question, startedAt, id, revision.stream])).toString('base64url');
        const { status } = await expectNothingHidden(`${route.path}?limit=500&cursor=${forged}`);
        expect(status).toBe(200);
      }
    });

    const everyChange = async (api: RunningApi, viewer: KeyName, limit: number, token = '') => {
      const items: unknown[] = [];
      const texts: string[] = [];
      for (let since = token, hasMore = true; hasMore;) {
        const answer = await api.get(`/v1/changes?limit=${limit}${since === '' ? '' : `&since=${since}`}`, viewer);
        expect(answer.status).toBe(200);
        items.push(...answer.body.items);
        texts.push(await shownBy(answer));
        since = String(answer.body['next']);
        hasMore = answer.body['hasMore'] === true;
      }
      return { items, texts };
    };
    it('among the changes, from the beginning and from where another key has come', async () => {
      const { next } = (await whole.get('/v1/changes?limit=9', 'admin')).body;
      const since = String(next);
      for (const limit of [1, 500]) {
        const { items } = await everyChange(whole, key, limit);
        expect(items.length).toBeGreaterThan(3);
        expect(items).toEqual((await everyChange(alone[key], key, limit)).items);
      }
      const { items } = await everyChange(whole, key, 5, since);
      const all = (await everyChange(whole, key, 500)).items;
      expect(all.slice(-items.length)).toEqual(items);
    });
    it('and its ids stand in no answer, cursor or token', async () => {
      const hidden = hiddenFrom(key).flatMap(idsOf);
      const pages = withRule('rows').filter((one) => takes(one, 'cursor'));
      const texts = (await everyChange(whole, key, 1)).texts;
      for (const one of [...pages, ...withRule('service')])
        texts.push(await shownBy(await whole.get(`${one.path}${takes(one, 'limit') ? '?limit=1' : ''}`, key)));
      expect(hidden.filter((id) => texts.some((text) => text.includes(id)))).toEqual([]);
    });
  });
});
