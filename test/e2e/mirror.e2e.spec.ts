import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Call } from '#domain';
import { isSettled, listCalls, post } from '../support/apiClient.js';
import { until } from '../support/deliver.js';
import { someCalls } from '../support/generateCalls.js';
import { ROOT, startProduct, type Product } from '../support/startProduct.js';

const API = 'dist/apps/api/src/main.js';
const CALLS = 24;
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);
const WITHIN_MILLISECONDS = 30_000;

/** Without what depends on the clock, and on how often a call was written. */
const contentOf = ({ final: _final, revision: _revision, ...call }: Call) => call;

const byId = (calls: readonly Call[]): Record<string, unknown> =>
  Object.fromEntries(calls.map((call) => [call.id, contentOf(call)]));

describe('the sample client that mirrors the calls', () => {
  let folder: string;
  let product: Product;
  let api: Product;
  let client: ChildProcess;
  const file = (): string => join(folder, 'mirror.json');

  const startApi = (): Promise<Product> => startProduct({ DATA_DIR: join(folder, 'data') }, API);
  const startClient = (): ChildProcess =>
    spawn(process.execPath, ['docs/examples/mirrorCalls.mjs', api.url, file()], { cwd: ROOT, stdio: 'ignore' });
  const kill = async (child: ChildProcess): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const mirrored = async (): Promise<Record<string, unknown>> => {
    const text = await readFile(file(), 'utf8').catch(() => '{"calls":{}}');
    return byId(Object.values((JSON.parse(text) as { calls: Record<string, Call> }).calls));
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mirror-'));
    product = await startProduct({ DATA_DIR: join(folder, 'data') });
    api = await startApi();
    client = startClient();
  });
  afterAll(async () => {
    await kill(client);
    await api.stop('SIGKILL');
    await product.stop('SIGKILL');
    await rm(folder, { recursive: true });
  });

  it(`ends equal to the list of all calls after kills of both sides (TEST_SEED=${SEED})`, async () => {
    const bodies = someCalls(CALLS, SEED, { defects: 0.3 }).flatMap(({ events }) => events);
    const third = Math.ceil(bodies.length / 3);
    const deliver = async (part: number): Promise<void> => {
      const taken = bodies.slice(part * third, (part + 1) * third).map((body) => post(product.url, body));
      expect(new Set(await Promise.all(taken))).toEqual(new Set([204]));
    };
    await deliver(0);
    await until('something is mirrored', async () => Object.keys(await mirrored()).length > 0);
    await api.stop('SIGKILL');
    await deliver(1);
    await kill(client);
    api = await startApi();
    client = startClient();
    await deliver(2);
    await until('all is projected', () => isSettled(product.url));
    const expected = byId(await listCalls(product.url));
    expect(Object.keys(expected).length).toBeGreaterThan(CALLS / 2);
    const isMirrored = async (): Promise<boolean> => isDeepStrictEqual(await mirrored(), expected);
    await until('the file holds every call', isMirrored, WITHIN_MILLISECONDS).catch(() => undefined);
    expect(await mirrored()).toEqual(expected);
  });

  it('follows a stream that nothing buffers or compresses, and that ends in good order when the process stops', async () => {
    const answer = await fetch(`${api.url}/v1/changes/stream`, { headers: { 'accept-encoding': 'gzip' } });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      'cache-control': 'no-store, no-transform',
    });
    expect(answer.headers.get('content-encoding')).toBeNull();
    const text = answer.text();
    expect(await api.stop()).toBe(0);
    expect(await text).toContain('retry: 1000');
  });
});
