import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, Controller, Delete, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';
import { createServer, CurrentViewer, openKeyFiles, openLogger, type Viewer } from './index.js';
import { readSettings } from './settings/index.js';

@Controller()
class TestController {
  @Get('v1/whoami')
  whoAmI(@CurrentViewer() viewer: Viewer): Viewer {
    return viewer;
  }
  @Get('v1/broken')
  broken(): never {
    throw new Error('secret of the inside');
  }
  @Get('v1/things/:id/parts')
  parts(): object[] {
    return [];
  }
  @Delete('v1/things/:id/parts')
  dropParts(): void {}
  @Post('admin/echo')
  echo(@Body() body: unknown): { body: unknown } {
    return { body };
  }
}

@Module({ controllers: [TestController] })
class TestModule {}

const KEYS = { analyst: 'key-1', admin: 'key-2' };
const bearer = (role: keyof typeof KEYS) => ({ authorization: `Bearer ${KEYS[role]}` });

let folder: string;
let app: NestFastifyApplication;
let lines = '';
let closed = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'server-'));
  const keys = Object.entries(KEYS).map(([role, key]) => ({
    name: `the ${role}`,
    role,
    sha256: createHash('sha256').update(key).digest('hex'),
  }));
  const file = join(folder, 'keys.json');
  writeFileSync(file, JSON.stringify(keys));
  const settings = readSettings({ API_KEYS_FILE: file });
  const logger = openLogger('test', settings, { write: (line) => (lines += line) });
  const metrics = new Registry();
  const stores = {
    log: { head: () => Promise.resolve(null) },
    readModels: { ping: () => Promise.resolve() },
    close: () => {
      closed++;
      return Promise.resolve();
    },
  } as never;
  const keyFiles = openKeyFiles(settings, logger, metrics);
  app = await createServer(TestModule, { settings, stores, logger, clock: Date.now, metrics, keyFiles });
  await app.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
  expect(closed).toBe(1);
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';
const ask = (method: Method, url: string, headers: Record<string, string> = {}, body?: string) =>
  app.inject({ method, url, headers: { host: 'localhost', ...headers }, ...(body === undefined ? {} : { body }) });

describe('a process with API keys', () => {
  it('shows nothing without a key: 401', async () => {
    const answer = await ask('GET', '/v1/whoami');
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ detail: 'An API key is needed: Authorization: Bearer KEY.' });
    const wrong = await ask('GET', '/v1/whoami', { authorization: 'Bearer key-3' });
    expect(wrong.statusCode).toBe(401);
    expect(wrong.json()).toMatchObject({ detail: 'This API key is not known.' });
  });

  it('tells a route who asks', async () => {
    expect((await ask('GET', '/v1/whoami', bearer('analyst'))).json()).toEqual({
      name: 'the analyst',
      role: 'analyst',
    });
  });

  it('lets only admins under /admin: 403', async () => {
    expect((await ask('POST', '/admin/echo', bearer('analyst'))).json()).toMatchObject({ status: 403 });
    expect((await ask('POST', '/admin/echo', bearer('admin'))).statusCode).toBe(201);
  });

  it('leaves a line of whatever changes something under /admin, done or refused', async () => {
    const linesOf = (): object[] =>
      lines
        .split('\n')
        .filter((line) => line.includes('admin_action'))
        .map((line) => JSON.parse(line) as object);
    const before = linesOf().length;
    await ask('POST', '/admin/echo', bearer('admin'));
    await ask('POST', '/admin/echo', bearer('analyst'));
    await ask('POST', '/admin/echo'); // by nobody: it could fill the log
    expect(linesOf().slice(before)).toMatchObject([
      { key: 'the admin', role: 'admin', method: 'POST', route: '/admin/echo', status: 201 },
      { key: 'the analyst', role: 'analyst', method: 'POST', route: '/admin/echo', status: 403 },
    ]);
  });

  it('tells browsers to keep no answer, to guess nothing and to show it in no page', async () => {
    for (const url of ['/v1/whoami', '/v1/broken', '/health/live'])
      expect((await ask('GET', url, bearer('admin'))).headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
  });

  it('shows health and metrics to everybody', async () => {
    for (const url of ['/health/live', '/health/ready', '/metrics'])
      expect((await ask('GET', url)).statusCode).toBe(200);
  });
});

describe('bodies', () => {
  const json = { ...bearer('admin'), 'content-type': 'application/json' };

  it('are read as JSON', async () => {
    expect((await ask('POST', '/admin/echo', json, '{"a":[1]}')).json()).toEqual({ body: { a: [1] } });
    expect((await ask('POST', '/admin/echo', json, '')).json()).toEqual({});
  });

  it('that are not JSON, or do not say so, or are too large are refused', async () => {
    expect((await ask('POST', '/admin/echo', json, '{"a":')).json()).toMatchObject({ status: 400 });
    const form = { ...json, 'content-type': 'text/plain' };
    expect((await ask('POST', '/admin/echo', form, '{}')).json()).toMatchObject({ status: 415 });
    expect((await ask('POST', '/admin/echo', json, `"${'x'.repeat(70_000)}"`)).json()).toMatchObject({ status: 413 });
  });
});

describe('errors', () => {
  it('of ours say nothing of the inside, and are found in the log by the request’s id', async () => {
    const answer = await ask('GET', '/v1/broken?contactNumber=48600100200', bearer('analyst'));
    const { requestId, ...problem } = answer.json<{ requestId: string }>();
    expect(problem).toMatchObject({ status: 500, title: 'Internal Server Error' });
    expect(answer.body).not.toContain('inside');
    const line = lines.split('\n').find((text) => text.includes(requestId));
    expect(line).toContain('secret of the inside');
    expect(line).not.toContain('600100');
  });

  it.each(['/nothing', '/v1/%ff', '//', '/v1/whoami/x', `/v1/${'x'.repeat(20_000)}`])(
    'of the address %.20s are problem+json',
    async (url) => {
      const answer = await ask('GET', url, bearer('admin'));
      expect([400, 404, 414]).toContain(answer.statusCode);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    },
  );

  it.each([
    ['POST', '/v1/whoami', 'GET, HEAD'],
    ['POST', '/v1/whoami?x=y', 'GET, HEAD'],
    ['GET', '/admin/echo', 'POST'],
    ['DELETE', '/health/live', 'GET, HEAD'],
    ['OPTIONS', '/v1/things/7/parts', 'DELETE, GET, HEAD'],
    ['PUT', '/v1/things/7/parts', 'DELETE, GET, HEAD'],
  ] as const)('of %s %s are 405 and say what the address takes', async (method, url, allow) => {
    const answer = await ask(method, url, bearer('admin'));
    expect(answer.json()).toMatchObject({ status: 405, title: 'Method Not Allowed' });
    expect(answer.headers).toMatchObject({
      allow,
      'content-type': expect.stringContaining('application/problem+json') as string,
    });
  });

  it.each(['/v1/things', '/v1/things/7', '/v1/things/7/parts/8', '/nothing'])(
    'of any method at %s, where nothing is, are 404',
    async (url) => {
      for (const method of ['GET', 'POST', 'DELETE'] as const)
        expect((await ask(method, url, bearer('admin'))).statusCode).toBe(404);
    },
  );

  /** Sends so much over a bare connection; answers with what comes until it is closed. */
  const say = async (text: string): Promise<string> => {
    const { port } = app.getHttpServer().address() as { port: number };
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString()));
    await once(socket, 'end');
    return heard;
  };

  it('of requests that are no HTTP are problem+json', async () => {
    const answer = await say('nonsense\r\n\r\n');
    expect(answer).toContain('400 Bad Request');
    expect(answer).toContain('application/problem+json');
  });

  it('of requests that do not come whole in time are 408, and say so', async () => {
    const server = app.getHttpServer();
    // as Node tells it, after a minute
    server.once('connection', (socket: Socket) =>
      server.emit('clientError', Object.assign(new Error('timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket),
    );
    const answer = await say('GET /health/live HTTP/1.1\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('took too long');
  });
});
