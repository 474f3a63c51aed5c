import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keyOf, NOW, RunningApi, type Answer } from '../../spec/startApi.js';
import { partitionName } from '#ports';
import { aMove, documentsOf, positionAt } from '../../../../test/contract/someCalls.js';

const HOUR = 3_600_000;
const KEYS = {
  analyst: { role: 'analyst', projects: [1] },
  supervisor: { role: 'supervisor' },
  admin: { role: 'admin' },
} as const;
const OWN = { origin: 'http://localhost:3000', host: 'localhost:3000' };

const setCookie = ({ headers }: Answer): string => (headers['set-cookie'] as string | undefined) ?? '';
const cookieOf = (answer: Answer): string => setCookie(answer).split(';', 1)[0]!;

describe('a session', () => {
  let api: RunningApi;
  let addresses = 0;
  beforeAll(async () => {
    api = await RunningApi.start(KEYS, { TRUSTED_PROXIES: '127.0.0.1' });
    await api.stores.readModels.replaceDocuments(api.generation, [documentsOf('s', 1, [])], null);
  });
  afterEach(() => {
    api.now = NOW;
  });
  afterAll(() => api.stop());

  /** From an address of its own, unless another is given: so no test uses up the tries of another. */
  const signIn = (key: string, address = `192.0.2.${(addresses += 1)}`): Promise<Answer> =>
    api.ask('POST', '/v1/session', '', { body: { key }, headers: { 'x-forwarded-for': address } });
  const signedIn = async (viewer: keyof typeof KEYS): Promise<Record<string, string>> => {
    const answer = await signIn(keyOf(viewer));
    expect([answer.status, answer.text]).toEqual([204, '']);
    return { cookie: cookieOf(answer) };
  };
  const statusOf = async (path: string, headers: Record<string, string>): Promise<number> =>
    (await api.get(path, '', headers)).status;
  const until = async (isSo: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; !(await isSo()); tries++) {
      expect(tries).toBeLessThan(200);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('is a cookie that no script reads and no other site sends, for twelve hours', async () => {
    const answer = await signIn(keyOf('analyst'));
    const [text, ...attributes] = setCookie(answer).split('; ');
    expect(text).toMatch(/^call_analytics_session=[\w%.~-]+$/);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=43200', 'Path=/', 'SameSite=Strict']);
    expect(text).not.toContain(keyOf('analyst'));
  });

  it('stands for its key: it says whose it is, and sees what the key sees', async () => {
    const headers = await signedIn('analyst');
    expect((await api.get('/v1/session', '', headers)).body).toEqual({
      name: 'analyst',
      role: 'analyst',
      open: false,
      projects: [1],
      sources: null,
      version: expect.stringMatching(/^\w+$/) as string,
      graceSeconds: 300,
      staleSeconds: 14400,
    });
    expect(await statusOf('/v1/calls', headers)).toBe(200);
    expect(await statusOf('/v1/calls?contactNumber=1', headers)).toBe(403);
    expect(await statusOf('/admin/projections/calls/rebuilds', headers)).toBe(403);
  });

  it('is counted when it begins, and so is a key that is not known', async () => {
    const count = async (outcome: string): Promise<number> => {
      const { text } = await api.get('/metrics', 'admin');
      return Number(new RegExp(`^sign_ins_total\\{outcome="${outcome}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
    };
    const [signedInBefore, refusedBefore] = [await count('signed_in'), await count('refused')];
    await signedIn('analyst');
    await signIn('nobody');
    expect([await count('signed_in'), await count('refused')]).toEqual([signedInBefore + 1, refusedBefore + 1]);
  });

  it('is not needed beside a key, which wins over it', async () => {
    const headers = await signedIn('analyst');
    expect((await api.get('/v1/session', 'admin', headers)).body).toMatchObject({ name: 'admin' });
    expect((await api.get('/v1/session', 'nobody', headers)).status).toBe(401);
  });

  it.each([
    ['a key that is not known', { key: 'nobody' }, 401],
    ['no key', {}, 400],
    ['what is no text', { key: 7 }, 400],
    ['something else beside it', { key: keyOf('admin'), role: 'admin' }, 400],
  ])('is not begun by %s', async (_, body, status) => {
    const answer = await api.ask('POST', '/v1/session', '', { body });
    expect([answer.status, setCookie(answer)]).toEqual([status, '']);
  });

  it.each([
    ['forged', (cookie: string) => cookie.replace(/=..../, '=AAAA')],
    ['prolonged', (cookie: string) => cookie.replace(/\.\d{10}\./, '.9999999999.')],
    ['cut', (cookie: string) => cookie.slice(0, -3)],
    ['empty', () => 'call_analytics_session='],
  ])('that was %s lets nobody in', async (_, change) => {
    const { cookie } = await signedIn('admin');
    expect(await statusOf('/v1/session', { cookie: change(cookie!) })).toBe(401);
  });

  it('is renewed once half of its time is over, and ends when all of it is', async () => {
    const headers = await signedIn('analyst');
    api.now = NOW + 5 * HOUR;
    expect(setCookie(await api.get('/v1/session', '', headers))).toBe('');
    api.now = NOW + 7 * HOUR;
    const renewed = { cookie: cookieOf(await api.get('/v1/calls', '', headers)) };
    api.now = NOW + 12 * HOUR;
    expect(await statusOf('/v1/session', headers)).toBe(401);
    expect(await statusOf('/v1/session', renewed)).toBe(200);
  });

  it.each([
    ['removed', { admin: KEYS.admin }],
    ['given another role', { ...KEYS, analyst: { role: 'supervisor', projects: [1] } }],
    ['given other limits', { ...KEYS, analyst: { role: 'analyst', projects: [2] } }],
  ] as const)('ends at once when its key is %s', async (_, keys) => {
    const headers = await signedIn('analyst');
    await api.changeKeys(keys);
    await until(async () => (await statusOf('/v1/session', headers)) === 401);
    await api.changeKeys(KEYS);
    await until(async () => (await statusOf('/v1/session', headers)) === 200);
  });

  it('takes its open streams along, at the next change or comment', async () => {
    const { cookie } = await signedIn('supervisor');
    const { url } = await api.listen('admin');
    const stream = await fetch(`${url}/v1/changes/stream`, { headers: { cookie: cookie! } });
    expect(stream.status).toBe(200);
    await api.changeKeys({ analyst: KEYS.analyst, admin: KEYS.admin });
    await until(async () => (await statusOf('/v1/session', { cookie: cookie! })) === 401);
    const move = aMove({ consumer: partitionName({ k: 1, n: 1 }), expected: null, position: positionAt(2) });
    await api.stores.readModels.replaceDocuments(api.generation, [documentsOf('t', 2, [])], move);
    expect(await stream.text()).not.toContain('event: change'); // it has come to its end
    await api.changeKeys(KEYS);
    await until(async () => (await statusOf('/v1/session', { cookie: cookie! })) === 200);
  });

  it('ends by signing out', async () => {
    const headers = await signedIn('analyst');
    const answer = await api.ask('DELETE', '/v1/session', '', { headers: { ...headers, ...OWN } });
    expect(answer.status).toBe(204);
    expect(setCookie(answer)).toMatch(/^call_analytics_session=; .*Expires=Thu, 01 Jan 1970/);
  });

  it.each([
    ['the origin that was asked', OWN, 409],
    ['a page of the same origin, by its browser', { 'sec-fetch-site': 'same-origin' }, 409],
    ['another origin', { ...OWN, origin: 'http://localhost:3001' }, 403],
    ['another site', { ...OWN, origin: 'https://example.com', 'sec-fetch-site': 'cross-site' }, 403],
    ['a sandboxed page', { ...OWN, origin: 'null' }, 403],
    ['who knows where', {}, 403],
  ])('may order something from %s: %j -> %d', async (_, sent, status) => {
    const headers = { ...(await signedIn('admin')), ...sent };
    expect((await api.ask('POST', '/admin/projections/calls/rollback', '', { headers })).status).toBe(status);
    // a key needs no origin
    const withKey = await api.ask('POST', '/admin/projections/calls/rollback', 'admin', { headers: sent });
    expect(withKey.status).toBe(409);
  });

  it('can be tried ten times a minute by an address', async () => {
    const answers: Answer[] = [];
    for (let tries = 0; tries < 12; tries++) answers.push(await signIn('nobody', '198.51.100.1'));
    const statuses = answers.map(({ status }) => status);
    expect([statuses.filter((one) => one === 401).length, statuses.filter((one) => one === 429).length]).toEqual([
      10, 2,
    ]);
    const refused = answers.find(({ status }) => status === 429)!;
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect((await signIn(keyOf('analyst'), '198.51.100.2')).status).toBe(204);
  });

  it('is signed with a secret that is kept in DATA_DIR, for its owner alone', async () => {
    await signedIn('admin');
    const { mode, size } = await stat(join(api.folder, 'session.secret'));
    expect([(mode & 0o777).toString(8), size]).toEqual(['600', 43]);
  });
});

describe('a session behind a proxy', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start(KEYS, {
      PUBLIC_URL: 'https://example.com/analytics/',
      TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8',
      SESSION_SECRET: 'a secret of at least so many characters',
    });
  });
  afterAll(() => api.stop());
  const signIn = (address: string): Promise<Answer> =>
    api.ask('POST', '/v1/session', '', {
      body: { key: keyOf('admin') },
      headers: { 'x-forwarded-for': `1.2.3.4, ${address}, 10.0.0.7` }, // the first is what a client may say
    });

  it('is of the public address alone: its path, https, its origin', async () => {
    const answer = await signIn('192.0.2.1');
    expect(setCookie(answer)).toContain('; Path=/analytics; HttpOnly; Secure; SameSite=Strict');
    const order = (origin: string): Promise<Answer> =>
      api.ask('DELETE', '/v1/session', '', { headers: { cookie: cookieOf(answer), origin } });
    expect((await order('https://example.com')).status).toBe(204);
    expect((await order('http://localhost:3000')).status).toBe(403);
  });

  it('counts tries by the address that the last trusted proxy was asked from', async () => {
    for (let tries = 0; tries < 10; tries++) await signIn('192.0.2.2');
    expect((await signIn('192.0.2.2')).status).toBe(429);
    expect((await signIn('192.0.2.3')).status).toBe(204);
  });

  it('goes on in every process that has the same secret', async () => {
    const cookie = cookieOf(await signIn('192.0.2.4'));
    const other = await RunningApi.start(KEYS, { SESSION_SECRET: 'a secret of at least so many characters' });
    expect((await other.get('/v1/session', '', { cookie })).status).toBe(200);
    await other.stop();
  });
});

describe('an instance without keys', () => {
  it('is open: there is nothing to sign in to', async () => {
    const api = await RunningApi.start(null);
    const headers = { host: 'localhost' };
    expect((await api.get('/v1/session', '', headers)).body).toMatchObject({ open: true, role: 'admin' });
    const answer = await api.ask('POST', '/v1/session', '', { body: { key: 'any' }, headers });
    expect([answer.status, setCookie(answer)]).toEqual([204, '']);
    await api.stop();
  });
});
