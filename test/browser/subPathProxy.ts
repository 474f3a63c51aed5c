import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy of one address and one path, as docs/reverse-proxy.md describes them. */
export interface SubPathProxy {
  /** With the path, without a slash at its end. */
  readonly url: string;
  /** Where it leads from now on: to an address of the service. */
  leadTo(target: string): void;
  stop(): Promise<void>;
}

/** Takes the path off before it passes a request on; what is beside the path is no business of it: 404. Answers are streamed. */
export const startSubPathProxy = async (path: string): Promise<SubPathProxy> => {
  let target = 'http://127.0.0.1:9';
  const server: Server = createServer((asked, answer) => {
    const { url = '', method = 'GET', headers } = asked;
    if (!url.startsWith(`${path}/`)) {
      answer.writeHead(404).end();
      return;
    }
    const passed = request(new URL(url.slice(path.length), target), { method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
      got.on('error', () => answer.destroy());
    });
    passed.on('error', () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
    answer.on('close', () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    leadTo: (next) => (target = next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
