import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { StoreUnavailable } from '#ports';
import { ConnectedWorker } from './connectedWorker.js';
import type { Request } from './protocol.js';

type EchoApi = { echo: (input: string) => string };

describe('a worker of another thread', () => {
  let its: MessagePort;
  let worker: ConnectedWorker<EchoApi>;
  let heard: unknown[];
  let losses: Error[];

  beforeEach(() => {
    const { port1, port2 } = new MessageChannel();
    its = port2;
    heard = [];
    losses = [];
    worker = new ConnectedWorker<EchoApi>(
      port1,
      (message) => heard.push(message),
      (error) => losses.push(error),
    );
  });
  afterEach(async () => {
    await worker.close();
    its.close();
  });

  it('answers over its port, and passes on what the worker sends to all', async () => {
    its.on('message', ({ id, input }: Request) => {
      its.postMessage({ broadcast: 1 });
      its.postMessage({ id, value: input });
    });
    expect(await worker.call('echo', 'a')).toBe('a');
    expect(heard).toEqual([1]);
  });

  it('that ends fails what it was asked, and says that it is lost', async () => {
    const asked = worker.call('echo', 'never');
    its.close();
    await expect(asked).rejects.toBeInstanceOf(StoreUnavailable);
    expect(losses).toEqual([expect.any(StoreUnavailable)]);
    await expect(worker.call('echo', 'again')).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it('that was closed here is not lost', async () => {
    const failed = expect(worker.call('echo', 'never')).rejects.toBeInstanceOf(StoreUnavailable);
    await worker.close();
    await failed; // told together with what is lost
    expect(losses).toEqual([]);
  });
});
