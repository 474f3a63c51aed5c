import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { startProduct, type Product } from '../../../../test/support/startProduct.js';

const PAGE =
  '<!doctype html><meta name="app-version" content="dev" /><script src="/app/assets/index-B1x2.js"></script>';
const SCRIPT = Buffer.from('console.log("ż");'.repeat(100));
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join(';');

/** What a build makes. */
const buildInto = async (folder: string): Promise<void> => {
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), PAGE);
  const script = join(folder, 'assets/index-B1x2.js');
  await writeFile(script, SCRIPT);
  await writeFile(`${script}.br`, brotliCompressSync(SCRIPT));
  await writeFile(`${script}.gz`, gzipSync(SCRIPT));
};

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
}

/** As it is: no redirect is followed, nothing is unpacked, no address is tidied up. */
const ask = (base: string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    request({ hostname, port, path, headers, method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });

const PROBLEM = expect.stringContaining('application/problem+json') as string;
const PROGRAM = 'dist/apps/api/spec/apiWithDashboard.js';

describe('the dashboard', () => {
  let folder: string;
  let product: Product;
  const at = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
    ask(product.url, path, headers, method);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
    await buildInto(folder);
    product = await startProduct({ DATA_DIR: join(folder, 'data'), DASHBOARD_FOLDER: folder }, PROGRAM, '/health/live');
  });
  afterAll(async () => {
    await product.stop();
    await rm(folder, { recursive: true });
  });

  it('is where / leads, and the log says where it is', async () => {
    for (const path of ['/', '/app'])
      expect(await at(path)).toMatchObject({ status: 302, headers: { location: '/app/' } });
    expect(product.output()).toContain(`the dashboard is at ${product.url}/app/`);
  });

  it('is one page at whatever address, which knows its build and is asked for anew each time', async () => {
    const page = await at('/app/calls/028b5322-a0f3-4297-8707-60e443d64a78?tz=Europe%2FWarsaw');
    expect(page).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
    });
    const { version } = (await (await fetch(`${product.url}/v1/session`)).json()) as { version: string };
    expect(page.bytes.toString()).toBe(PAGE.replace('"dev"', `"${version}"`));
    const again = await at('/app/', { 'if-none-match': page.headers.etag ?? '' });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });

  it('may run its own files only, ask its own service only, and is shown in no other page', async () => {
    for (const path of ['/app/', '/app/stats', '/app/assets/index-B1x2.js'])
      expect((await at(path)).headers).toMatchObject({
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      });
  });

  it.each([
    ['br', 'br', brotliCompressSync(SCRIPT)],
    ['gzip, deflate', 'gzip', gzipSync(SCRIPT)],
    ['', undefined, SCRIPT],
  ])('has files that a browser keeps for good, as they were built for "%s"', async (takes, encoding, bytes) => {
    const file = await at('/app/assets/index-B1x2.js', takes === '' ? {} : { 'accept-encoding': takes });
    expect(file).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'application/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
      },
    });
    expect(file.headers['content-encoding']).toBe(encoding);
    expect(file.bytes).toEqual(bytes);
  });

  it('answers 404 for a file of another build, never the page', async () => {
    const answer = await at('/app/assets/index-0ld.js', { accept: 'text/html' });
    expect(answer).toMatchObject({ status: 404, headers: { 'content-type': PROBLEM } });
  });

  it.each(['/app/assets/..%2findex.html', '/app/assets/%2e%2e/index.html', '/app/assets/../index.html'])(
    'shows no file beside its own (%s)',
    async (path) => {
      const { status, bytes } = await at(path);
      expect(status >= 400 || bytes.toString().includes('<!doctype html>')).toBe(true);
    },
  );

  it('takes no other method', async () => {
    for (const path of ['/app/', '/app/assets/index-B1x2.js'])
      expect(await at(path, {}, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    expect(await at('/app/', {}, 'HEAD')).toMatchObject({ status: 200, bytes: Buffer.alloc(0) });
  });
});

describe('the dashboard behind a proxy, in a checkout that was not built', () => {
  it('is at the address that browsers know, and says what to run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
    const env = {
      DATA_DIR: folder,
      DASHBOARD_FOLDER: join(folder, 'none'),
      PUBLIC_URL: 'https://calls.example/centre/',
    };
    const product = await startProduct(env, PROGRAM, '/health/live');
    for (const path of ['/', '/app'])
      expect(await ask(product.url, path)).toMatchObject({ status: 302, headers: { location: '/centre/app/' } });
    const page = await ask(product.url, '/app/');
    expect(page).toMatchObject({ status: 503, headers: { 'content-type': PROBLEM } });
    expect(page.bytes.toString()).toContain('Run `npm run build`, and start the service again.');
    expect(product.output()).toContain('no dashboard at https://calls.example/centre/app/');
    await product.stop();
    await rm(folder, { recursive: true });
  });
});
