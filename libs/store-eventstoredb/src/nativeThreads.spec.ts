import { useOneNativeThread } from './nativeThreads.js';

describe("the native threads of the client's reads", () => {
  const before = process.env.TOKIO_WORKER_THREADS;
  afterEach(() => {
    if (before === undefined) delete process.env.TOKIO_WORKER_THREADS;
    else process.env.TOKIO_WORKER_THREADS = before;
  });

  it('are one', () => {
    delete process.env.TOKIO_WORKER_THREADS;
    useOneNativeThread();
    expect(process.env.TOKIO_WORKER_THREADS).toBe('1');
  });

  it('are as many as somebody has asked for', () => {
    process.env.TOKIO_WORKER_THREADS = '4';
    useOneNativeThread();
    expect(process.env.TOKIO_WORKER_THREADS).toBe('4');
  });
});
