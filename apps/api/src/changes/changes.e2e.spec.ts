import type { StoredCall } from '#domain';
import { partitionName } from '#ports';
import { aCall, aMove, documentsOf, positionAt } from '../../../../test/contract/someCalls.js';
import { RunningApi, type Answer } from '../../spec/startApi.js';

const CONSUMER = partitionName({ k: 1, n: 1 });
const KEYS = {
  admin: { role: 'admin' },
  analyst: { role: 'analyst' },
  'project 1': { role: 'supervisor', projects: [1] },
  'source second': { role: 'supervisor', sources: ['second'] },
} as const;
const NUMBER = '48600100200';
const ANOTHER_PROJECT = { id: 2, name: 'Other' };

interface Change {
  readonly change: 'put' | 'removed';
  readonly id?: string;
  readonly replacedBy?: string | null;
  readonly call?: { readonly id: string };
}

describe('/v1/changes', () => {
  let api: RunningApi;
  let revision = 0;
  /** A stream with these calls; the partition's checkpoint comes along, unless it is left behind. */
  const write = async (stream: string, calls: readonly StoredCall[], isHandled = true): Promise<void> => {
    const { readModels } = api.stores;
    const expected = (await readModels.checkpoint(api.generation, CONSUMER))?.position ?? null;
    revision += 1;
    const move = isHandled ? aMove({ consumer: CONSUMER, expected, position: positionAt(revision) }) : null;
    await readModels.replaceDocuments(api.generation, [documentsOf(stream, revision, calls)], move);
  };
  const get = (query = '', viewer: keyof typeof KEYS = 'admin'): Promise<Answer> =>
    api.get(`/v1/changes${query}`, viewer);
  const linesOf = ({ body }: Answer): string[] =>
    (body.items as unknown as Change[]).map(({ change, id = '', call, replacedBy }) =>
      change === 'put' ? `+${call!.id}` : `-${id} ${replacedBy ?? 'by none'}`,
    );
  const since = ({ body }: Answer): string => `?since=${String(body['next'])}`;

  beforeEach(async () => {
    revision = 0;
    api = await RunningApi.start(KEYS);
  });
  afterEach(() => api.stop());

  it('gives every call once from the beginning, page by page, and then nothing until something changes', async () => {
    for (const id of ['a', 'b', 'c']) await write(id, [aCall(id, { id })]);
    await write('a', [aCall('a', { id: 'a', holdCount: 1 })]);
    const first = await get('?limit=2');
    expect(first).toMatchObject({ status: 200, body: { hasMore: true, projection: 'calls.v1' } });
    expect(linesOf(first)).toEqual(['+b', '+c']);
    const second = await get(`${since(first)}&limit=2`);
    expect(linesOf(second)).toEqual(['+a']);
    expect(second.body['hasMore']).toBe(false);
    const nothing = await get(since(second));
    expect(linesOf(nothing)).toEqual([]);
    await write('c', []);
    expect(linesOf(await get(since(nothing)))).toEqual(['-c by none']);
  });

  it('gives nothing that lies beyond what all partitions have handled', async () => {
    await write('a', [aCall('a', { id: 'a' })]);
    const before = await get();
    await write('b', [aCall('b', { id: 'b' })], false);
    expect(linesOf(await get(since(before)))).toEqual([]);
    await write('c', [aCall('c', { id: 'c' })]);
    expect(linesOf(await get(since(before)))).toEqual(['+b', '+c']);
  });

  it('says by which call a removed one is replaced, and gives the other one where two streams had it', async () => {
    await write('dialog-d', [aCall('dialog-d', { id: 'd', recordId: null })]);
    await write('dialog-e', [aCall('dialog-e', { id: 'e', recordId: null })]);
    const ofRecord = aCall('record', { id: 'c' });
    await write('record', [{ ...ofRecord, legs: [...ofRecord.legs, ...aCall('record', { id: 'd' }).legs] }]);
    await write('other', [aCall('other', { id: 'e', holdCount: 1 })]);
    const before = await get();
    await write('dialog-d', []);
    await write('dialog-e', []);
    const answer = await get(since(before));
    expect(linesOf(answer)).toEqual(['-d c', '+e']);
    expect(answer.body.items[1]).toMatchObject({ call: { holdCount: 1 } });
  });

  it('shows neither calls nor removals outside the limits of a key, and no call that has left them', async () => {
    await write('a', [aCall('a', { id: 'a' })]);
    await write('b', [aCall('b', { id: 'b', project: ANOTHER_PROJECT })]);
    await write('n', [aCall('n', { id: 'n', project: null })]);
    await write('s', [aCall('s', { id: 's', source: 'second', project: ANOTHER_PROJECT })]);
    const ofProject = await get('', 'project 1');
    expect(linesOf(ofProject)).toEqual(['+a']);
    expect(linesOf(await get('', 'source second'))).toEqual(['+s']);
    await write('a', [aCall('a', { id: 'a', project: ANOTHER_PROJECT })]);
    await write('b', []);
    await write('s', []);
    expect(linesOf(await get(since(ofProject), 'project 1'))).toEqual([]);
    expect(linesOf(await get(since(ofProject), 'source second'))).toEqual(['-s by none']);
    expect(linesOf(await get(since(ofProject)))).toEqual(['+a', '-b by none', '-s by none']);
  });

  it('fills a page of a key that sees little of what has changed', async () => {
    for (let i = 0; i < 12; i += 1) {
      const project = i % 6 === 5 ? { id: 1, name: null } : ANOTHER_PROJECT;
      await write(`s${i}`, [aCall(`s${i}`, { id: `c${i}`, project })]);
    }
    expect(linesOf(await get('?limit=2', 'project 1'))).toEqual(['+c5', '+c11']);
  });

  it('names no document in its tokens that the key may not see, however many there are', async () => {
    // more than are looked through for one answer
    const ids = Array.from({ length: 1050 }, (_, i) => `hidden-${String(i).padStart(4, '0')}`);
    const calls = ids.map((id) => aCall('s', { id, project: ANOTHER_PROJECT }));
    await write('s', [...calls, aCall('s', { id: 'seen' })]);
    const tokens: string[] = [];
    for (let token = '', hasMore = true; hasMore;) {
      const answer = await get(`?limit=1${token}`, 'project 1');
      hasMore = answer.body['hasMore'] === true;
      token = `&${since(answer).slice(1)}`;
      tokens.push(Buffer.from(String(answer.body['next']), 'base64url').toString());
      if (!hasMore) expect(linesOf(answer)).toEqual(['+seen']);
    }
    expect(tokens.length).toBeGreaterThan(1);
    for (const id of ids) expect(tokens.join()).not.toContain(`"${id}"`);
  });

  it('masks contacts for an analyst', async () => {
    await write('a', [aCall('a', { id: 'a', contact: { number: NUMBER, name: 'Zenobia' } })]);
    expect((await get()).text).toContain(NUMBER);
    const { status, text } = await get('', 'analyst');
    expect([status, text.includes(NUMBER), text.includes('Zenobia')]).toEqual([200, false, false]);
  });

  it('refuses what is no token, a filter, and an id of an event that is none', async () => {
    for (const query of ['?since=token', '?campaign=x', '/stream?since=token', '/stream?limit=5'])
      expect(await get(query)).toMatchObject({ status: 400 });
    const answer = await api.get('/v1/changes/stream', 'admin', { 'last-event-id': 'token' });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'Last-Event-ID' }] } });
  });
});
