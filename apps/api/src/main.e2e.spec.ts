import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = new URL('../../../dist/apps/api/src/main.js', import.meta.url);

/** The address from the line the process writes once it listens. */
const addressOf = async (api: ChildProcess): Promise<string> => {
  for await (const line of createInterface({ input: api.stdout! })) {
    const { address } = JSON.parse(line) as { address?: string };
    if (address !== undefined) return address;
  }
  throw new Error('the process ended before it listened');
};

describe('the API as a process of its own', () => {
  let folder: string;
  let api: ChildProcess;
  let address: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'api-'));
    const env = { PATH: process.env.PATH, DATA_DIR: folder, PORT: '0', LOG_FORMAT: 'json', DASHBOARD: 'off' };
    api = spawn(process.execPath, [MAIN.pathname], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    address = await addressOf(api);
  });
  afterAll(async () => {
    api.kill('SIGTERM');
    await once(api, 'exit');
    await rm(folder, { recursive: true });
  });

  it('lives, and says what it waits for while no projector has begun', async () => {
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
    const ready = await fetch(`${address}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      checks: {
        readModels: { ok: true },
        liveProjection: { ok: false, detail: expect.stringContaining('projector') as string },
      },
    });
    const calls = await fetch(`${address}/v1/calls`);
    expect(calls.status).toBe(503);
    expect(calls.headers.get('content-type')).toContain('application/problem+json');
  });

  it('serves its OpenAPI document as it is kept in the repository', async () => {
    const served = await fetch(`${address}/openapi.json`);
    expect(served.headers.get('content-type')).toContain('application/json');
    expect(await served.json()).toEqual(
      JSON.parse(await readFile(new URL('../../../openapi.json', import.meta.url), 'utf8')),
    );
  });

  it('has no dashboard where it is not wanted, and leads from / to the page of the API', async () => {
    const nothing = await fetch(`${address}/app/`);
    expect(nothing.status).toBe(404);
    await nothing.arrayBuffer();
    const answer = await fetch(`${address}/`, { redirect: 'manual' });
    expect({ status: answer.status, to: answer.headers.get('location') }).toEqual({ status: 302, to: '/docs' });
    await answer.arrayBuffer();
  });

  it('serves a page to try the API out', async () => {
    const page = await fetch(`${address}/docs`);
    expect(page.headers.get('content-type')).toContain('text/html');
    const html = await page.text();
    const assets = [...html.matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map(([, path]) => path!);
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      const answer = await fetch(new URL(asset, `${address}/docs`));
      expect(answer.status).toBe(200);
      await answer.arrayBuffer(); // what is not read keeps the process from stopping
    }
  });
});
