import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Visit } from '../visit.js';

/** What a page of another site can do in the browser of somebody who is signed in. */
export const otherSites = (visit: Visit): void => {
  describe('beside a page of another site', () => {
    let server: Server;
    let elsewhere: string;
    beforeAll(async () => {
      server = createServer((_request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(`<!doctype html><title>elsewhere</title><iframe src="${visit.dashboard.at('/calls')}"></iframe>`),
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      elsewhere = `http://localhost:${(server.address() as AddressInfo).port}/`; // another site than 127.0.0.1
    });
    afterAll(() => {
      server.close();
      server.closeAllConnections();
    });

    it('lends it neither its session nor a frame', async () => {
      const page = await visit.openAs('admin');
      await page.goto(elsewhere);
      const started = page.evaluate<string>(
        `fetch('${visit.dashboard.url}/admin/projections/calls/rebuilds', { method: 'POST', credentials: 'include', body: '{}',
          headers: { 'content-type': 'application/json' } }).then(({ status }) => String(status), () => 'refused')`,
      );
      expect(await started).toBe('refused');
      const { items } = await visit.dashboard.ask<{ items: { state: string }[] }>('/v1/projections');
      expect(items.map(({ state }) => state)).toEqual(['live']);
      expect(visit.complaints.splice(0).join('\n')).toContain("frame-ancestors 'none'"); // the browser says what it has refused
      const [cookie] = await page.context().cookies();
      const headers = { cookie: `${cookie!.name}=${cookie!.value}`, 'content-type': 'application/json' };
      const forged = await fetch(`${visit.dashboard.url}/admin/projections/calls/rebuilds`, {
        method: 'POST',
        headers: { ...headers, origin: new URL(elsewhere).origin },
        body: '{}',
      });
      expect(forged.status).toBe(403);
      await forged.arrayBuffer();
    });
  });
};
