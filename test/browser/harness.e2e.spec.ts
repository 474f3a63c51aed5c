import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeInBrowser } from './describeInBrowser.js';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'";

const PAGES: Readonly<Record<string, string>> = {
  '/good': '<!doctype html><title>good</title><p>nothing to complain of</p>',
  '/styled': '<!doctype html><title>styled</title><p style="color: red">against the policy</p>',
  '/broken': '<!doctype html><title>broken</title><script src="/broken.js"></script>',
  '/broken.js': 'throw new Error("nobody catches this");',
};

describeInBrowser('the harness for tests in a browser', (open, complaints) => {
  let server: Server;
  let address: string;
  beforeAll(async () => {
    server = createServer(({ url = '' }, response) => {
      const type = url.endsWith('.js') ? 'text/javascript' : 'text/html';
      response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(PAGES[url] ?? '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('has nothing against a page that is in order', async () => {
    const page = await (await open()).newPage();
    await page.goto(`${address}/good`);
    expect(await page.title()).toBe('good');
  });

  it('complains of a style against the content security policy', async () => {
    const context = await open();
    const said = context.waitForEvent('console');
    await (await context.newPage()).goto(`${address}/styled`);
    await said;
    expect(complaints.splice(0)).toEqual([expect.stringContaining('Content Security Policy')]);
  });

  it('complains of an error that nobody caught', async () => {
    const context = await open();
    const thrown = context.waitForEvent('weberror');
    await (await context.newPage()).goto(`${address}/broken`);
    await thrown;
    expect(complaints.splice(0)).toEqual(['not caught: nobody catches this']);
  });
});
