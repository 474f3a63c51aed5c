import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { freshFlow } from '../support/seed.js';
import { post } from '../support/apiClient.js';
import { until } from '../support/deliver.js';
import { startProduct, STANDALONE, type Product } from '../support/startProduct.js';
import { makeEmbedded, type StorePair } from '../support/storePairs.js';

const MAINS = {
  ingest: 'dist/apps/ingest/src/main.js',
  projector: 'dist/apps/projector/src/main.js',
  api: 'dist/apps/api/src/main.js',
  standalone: STANDALONE,
} as const;
type App = keyof typeof MAINS;

/** A delivery whose head is sent and whose body is not yet whole: it is under way when the process is told to stop. */
const beginDelivery = (url: string) => {
  const body = '{"event_type":"crm","event_name":"contact_created"}';
  const headers = { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' };
  const sent = request(`${url}/webhooks/main`, { method: 'POST', headers });
  sent.flushHeaders();
  const arrived = once(sent, 'continue'); // the head has been read
  const status = once(sent, 'response').then(([answer]) => {
    (answer as IncomingMessage).resume();
    return (answer as IncomingMessage).statusCode;
  });
  return { finish: () => sent.end(body), arrived, status };
};

/** A connection over which so much has been sent and nothing more comes by itself, as of a sender that has died. It has been accepted. */
const beginAndFallSilent = async (url: string, sent: string) => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  const ended = once(socket, 'close').then(() => heard);
  socket.on('error', () => undefined); // cut off
  await once(socket, 'connect');
  if (sent !== '') socket.write(sent);
  // connections are accepted in their order
  await (await fetch(`${url}/health/live`)).text();
  return { say: (more: string) => socket.write(more), ended };
};

/**
 * Asks again and again, several at a time, until nobody is there any more. `isAnswered`: an answer has come whole. `statuses`: of all
 * answers, each of which has come whole.
 */
const askUntilGone = (url: string): { isAnswered: Promise<void>; statuses: Promise<readonly number[]> } => {
  const statuses: number[] = [];
  let answered: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (answered = resolve));
  const client = async (): Promise<void> => {
    for (;;) {
      let answer: Response;
      try {
        answer = await fetch(url);
      } catch {
        return; // refused: not begun
      }
      await answer.text(); // an answer that has begun comes to its end
      statuses.push(answer.status);
      answered();
    }
  };
  const gone = Promise.all(Array.from({ length: 8 }, client)).then(() => statuses);
  return { isAnswered: Promise.race([first, gone.then(() => undefined)]), statuses: gone };
};

describe('every kind of process, told to stop while it works', () => {
  let stores: StorePair;
  const running = new Map<App, Product>();
  const others: Product[] = [];

  beforeAll(async () => {
    stores = await makeEmbedded();
    // the standalone is there first: of the others none has a projection to make then
    for (const app of ['standalone', 'ingest', 'projector', 'api'] as const) {
      running.set(app, await startProduct(stores.env, MAINS[app], '/health/live'));
    }
  });
  afterAll(async () => {
    await Promise.all([...running.values(), ...others].map((process) => process.stop('SIGKILL')));
    await stores.remove();
  });

  const stopWell = async (product: Product): Promise<void> => {
    // code 0: it ended by itself, before the limit after which it gives up (9 s, with code 1)
    const code = await product.stop();
    expect([code, code === 0 ? '' : product.output()]).toEqual([0, '']);
    expect(product.output()).not.toContain('"level":"error"');
  };

  const startAnother = async (): Promise<Product> => {
    const product = await startProduct(stores.env, MAINS.ingest, '/health/live');
    others.push(product);
    return product;
  };

  test.each(['projector', 'api'] as const)(
    '%s gives every answer whole, ends its loops, and exits with 0',
    async (app) => {
      const product = running.get(app)!;
      // work for the loops meanwhile
      const url = running.get('standalone')!.url;
      await Promise.all(freshFlow().bodies.map((body) => post(url, body)));
      const asking = askUntilGone(`${product.url}${app === 'api' ? '/v1/calls' : '/metrics'}`);
      await asking.isAnswered;
      await stopWell(product);
      // also what came, on a connection that was kept open, while it stopped
      expect(new Set(await asking.statuses)).toEqual(new Set([200]));
    },
  );

  test.each(['ingest', 'standalone'] as const)(
    '%s takes what is under way, ends its loops, and exits with 0',
    async (app) => {
      const product = running.get(app)!;
      await Promise.all(freshFlow().bodies.map((body) => post(product.url, body)));
      const slow = beginDelivery(product.url);
      await slow.arrived;
      const stopping = stopWell(product);
      await until('it says that it stops', () => Promise.resolve(product.output().includes('stopping')));
      slow.finish();
      expect(await slow.status).toBe(204);
      await stopping;
    },
  );

  it('takes a delivery that comes whole only after the stop has begun, and closes its connection', async () => {
    const product = await startAnother();
    const body = JSON.stringify(freshFlow().bodies[0]);
    const head = `POST /webhooks/main HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
    const sender = await beginAndFallSilent(product.url, head);
    const stopping = stopWell(product);
    await until('nobody new is let in', () =>
      fetch(`${product.url}/health/live`).then(
        () => false,
        () => true,
      ),
    );
    sender.say(`\r\n${body}`);
    const answer = (await sender.ended).toLowerCase();
    expect(answer).toMatch(/^http\/1\.1 204 /);
    expect(answer).toContain('connection: close');
    await stopping;
  });

  it('waits for nobody who has fallen silent', async () => {
    const product = await startAnother();
    const head = 'POST /webhooks/main HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const silent = await Promise.all([
      beginAndFallSilent(product.url, ''),
      beginAndFallSilent(product.url, head),
      beginAndFallSilent(product.url, `${head}Content-Length: 100\r\n\r\n{"a":`),
    ]);
    await stopWell(product);
    expect(product.output()).toContain('"msg":"stopped"');
    await Promise.all(silent.map(({ ended }) => ended));
  });
});
