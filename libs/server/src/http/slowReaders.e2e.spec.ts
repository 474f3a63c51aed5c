import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import Fastify from 'fastify';
import { cutOffSlowReaders } from './slowReaders.js';

describe('a reader who takes nothing', () => {
  const fastify = Fastify();
  let isFreed = false;
  cutOffSlowReaders(fastify, 300);
  fastify.get('/endless', (_request, reply) => {
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(65_536));
      },
    });
    endless.on('close', () => (isFreed = true));
    return reply.send(endless);
  });
  fastify.get('/late', async () => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    return 'here';
  });
  beforeAll(() => fastify.listen({ port: 0, host: '127.0.0.1' }));
  afterAll(() => fastify.close());

  it('is cut off, and what he was sent is freed', async () => {
    const { port } = fastify.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /endless HTTP/1.1\r\nHost: x\r\n\r\n'));
    const [cut] = (await once(fastify.server, 'connection')) as [NodeJS.EventEmitter];
    await once(cut, 'close');
    expect(isFreed).toBe(true);
    socket.destroy();
  });
  it('is not who waits for an answer that takes long to make', async () => {
    const { port } = fastify.server.address() as { port: number };
    expect(await (await fetch(`http://127.0.0.1:${port}/late`)).text()).toBe('here');
  });
});
