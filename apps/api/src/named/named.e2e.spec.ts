import type { StoredCall } from '#domain';
import type { StreamDocuments } from '#ports';
import { someCalls } from '../../../../test/support/generateCalls.js';
import { recorded } from '../../../../test/support/recorded.js';
import { documentsOf, inLog } from '../../spec/documents.js';
import { RunningApi } from '../../spec/startApi.js';
import type { NamedItem } from './listNamed.js';

const SEED = 12;
const KEYS = {
  admin: { role: 'admin' },
  'analyst of project 1': { role: 'analyst', projects: [1] },
  'of another source': { role: 'supervisor', sources: ['other'] },
} as const;
const ROUTES = { campaigns: 'campaign', projects: 'project', consultants: 'consultant' } as const;
type Route = keyof typeof ROUTES;

/** In the plainest way: of all these calls each campaign, project or consultant with its calls. */
const listOf = (calls: readonly StoredCall[], route: Route): NamedItem[] => {
  const field = ROUTES[route];
  const newestFirst = calls
    .filter(
      (call) =>
        call[field]?.id != null || (call[field] !== null && 'username' in call[field] && call[field].username !== null),
    )
    .sort((one, other) => (`${one.startedAt} ${one.id}` < `${other.startedAt} ${other.id}` ? 1 : -1));
  const identity = (call: StoredCall): string => {
    const { id, ...rest } = call[field]!;
    return id === null && 'username' in rest ? `username ${rest.username}` : `id ${id}`;
  };
  const items = [...new Set(newestFirst.map(identity))].map((one) => {
    const ofIt = newestFirst.filter((call) => identity(call) === one);
    const shown = (ofIt.find((call) => call[field]?.name != null) ?? ofIt[0]!)[field]!;
    return { ...shown, calls: ofIt.length, firstCallAt: ofIt.at(-1)!.startedAt, lastCallAt: ofIt[0]!.startedAt };
  });
  return items.sort((one, other) => {
    if (one.name === other.name) return String(one.id) < String(other.id) ? -1 : 1;
    if (one.name === null || other.name === null) return one.name === null ? 1 : -1;
    return one.name < other.name ? -1 : 1;
  });
};

describe('the lists of campaigns, projects and consultants', () => {
  let api: RunningApi;
  let calls: readonly StoredCall[];
  const ask = async (route: Route, query = '', viewer = 'admin') => {
    const { status, body } = await api.get(`/v1/${route}?${query}`, viewer);
    return { status, body, items: body.items as unknown as readonly NamedItem[] };
  };

  beforeAll(async () => {
    const stories = someCalls(120, SEED, { defects: 0.2 }).map(({ events }) => recorded(events));
    const streams = new Map(stories.filter((events) => events.length > 0).map((events) => [events[0]!.stream, events]));
    const documents: StreamDocuments[] = [...streams].map(([stream, events]) => documentsOf(stream, inLog(events)));
    calls = documents.flatMap((ofStream) => ofStream.calls);
    api = await RunningApi.start(KEYS);
    await api.stores.readModels.replaceDocuments(api.generation, documents, null);
  });
  afterAll(() => api.stop());

  it.each(Object.keys(ROUTES) as Route[])(`%s are those of the calls, by name, seed ${SEED}`, async (route) => {
    const { status, body, items } = await ask(route, 'limit=500');
    expect(status).toBe(200);
    expect(items).toEqual(listOf(calls, route));
    expect(items.length).toBeGreaterThan(1);
    expect(body).toMatchObject({ nextCursor: null, projection: 'calls.v1', asOf: expect.any(String) as string });
  });

  it('come page by page', async () => {
    const found: NamedItem[] = [];
    let cursor = '';
    do {
      const { body, items } = await ask('consultants', `limit=2${cursor}`);
      expect(items.length).toBeLessThanOrEqual(2);
      found.push(...items);
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(found).toEqual(listOf(calls, 'consultants'));
    const { body } = await ask('consultants', 'limit=1');
    const elsewhere = await ask('campaigns', `limit=1&cursor=${body.nextCursor}`);
    expect([elsewhere.status, elsewhere.body.errors[0]?.field]).toEqual([400, 'cursor']);
  });

  it('are of the calls alone that a key sees', async () => {
    const visible = calls.filter(({ project }) => String(project?.id) === '1');
    for (const route of Object.keys(ROUTES) as Route[]) {
      const { items } = await ask(route, 'limit=500', 'analyst of project 1');
      expect(items).toEqual(listOf(visible, route));
      expect((await ask(route, '', 'of another source')).items).toEqual([]);
    }
  });

  it('have times with the offset of a zone where that is asked for', async () => {
    const [item] = (await ask('campaigns', 'local=true&timezone=Europe/Warsaw&limit=1')).items;
    const [plain] = (await ask('campaigns', 'limit=1')).items;
    expect(item?.lastCallAt).toMatch(/\+0[12]:00$/);
    expect(Date.parse(item!.lastCallAt)).toBe(Date.parse(plain!.lastCallAt));
  });

  it.each(['limit=0', 'limit=501', 'cursor=x', 'campaign=1', 'sort=name'])('refuses %s', async (query) => {
    expect((await ask('campaigns', query)).status).toBe(400);
  });
});
