import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import fastify from 'fastify';
import { StoreUnavailable } from '#ports';
import type { ExportedFile } from './exportThread.js';
import { sendFile } from './sendFile.js';

/** A file of which so many pieces can be had before the store goes away. */
const brokenAfter = (pieces: number): ExportedFile => {
  let given = 0;
  const content = new Readable({
    read() {
      if (given++ < pieces) this.push(`${'x'.repeat(1000)}\r\n`);
      else this.destroy(new StoreUnavailable('the store has gone'));
    },
  });
  return Object.assign(content, { rows: 0, goesTo: () => undefined });
};

/** A file without end. */
const endless = (): ExportedFile => {
  const content = new Readable({
    read() {
      this.push(`${'x'.repeat(1000)}\r\n`);
    },
  });
  return Object.assign(content, { rows: 0, goesTo: () => undefined });
};

describe('a file that is not sent whole', () => {
  const server = fastify();
  let content: ExportedFile;
  beforeAll(async () => {
    const envelope = { asOf: '2024-06-01T12:00:00.000Z', projection: 'calls.v1' };
    server.get('/', (_request, reply) => sendFile('calls.csv', { content, envelope }, reply));
    await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(() => server.close());

  const ask = async (headers: Record<string, string>, method = 'GET'): Promise<IncomingMessage> => {
    const asked = request(server.listeningOrigin, { method, headers, agent: false });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return answer;
  };

  it.each(['identity', 'gzip'])('ends without its closing chunk (%s)', async (accepted) => {
    content = brokenAfter(500); // more than a stream reads ahead
    const answer = await ask({ 'accept-encoding': accepted });
    expect(answer.statusCode).toBe(200);
    await expect(once(answer.resume(), 'end')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(content.destroyed).toBe(true);
  });

  it.each(['identity', 'gzip'])(
    'is no whole answer where it breaks while its beginning is read ahead (%s)',
    async (accepted) => {
      content = brokenAfter(5);
      const whole = ask({ 'accept-encoding': accepted }).then(async (answer) => {
        await once(answer.resume(), 'end');
        return answer.statusCode;
      });
      await expect(whole.catch(() => 'broken off')).resolves.not.toBe(200);
    },
  );

  it('is an answer like any other where not even its beginning can be made', async () => {
    content = brokenAfter(0);
    const answer = await ask({});
    expect(answer.statusCode).toBe(500); // of this bare server; a process answers 503 (problem.ts)
    expect(answer.headers['content-disposition']).toBeUndefined();
    answer.resume();
  });

  it.each(['identity', 'gzip'])('is not made for a HEAD request (%s)', async (accepted) => {
    content = endless();
    const closed = new Promise((resolve) => content.once('close', resolve));
    const answer = await ask({ 'accept-encoding': accepted }, 'HEAD');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    answer.resume();
    await closed;
  });

  it.each(['identity', 'gzip'])('is given up when its reader goes away (%s)', async (accepted) => {
    content = endless();
    const answer = await ask({ 'accept-encoding': accepted });
    await once(answer, 'data');
    const closed = new Promise((resolve) => content.once('close', resolve));
    answer.destroy();
    await closed;
  });
});
