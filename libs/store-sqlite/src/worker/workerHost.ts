import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { StoreUnavailable } from '#ports';
import { OpenRequests } from './openRequests.js';
import {
  STOP,
  type Answer,
  type AnswerOf,
  type Broadcast,
  type Connect,
  type InputOf,
  type Respondent,
  type WorkerApi,
} from './protocol.js';

/** A store's thread keeps no rows. Without small limits V8 would let its heap grow to what the machine has before it collects garbage. */
const HEAP = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 };

/**
 * A worker thread that answers typed requests in the order in which they are sent. Should it die, everything it was asked fails with
 * StoreUnavailable, and the next request starts a new one.
 */
export class WorkerHost<Api extends WorkerApi> implements Respondent<Api> {
  #worker: Worker | null = null;
  #closed = false;
  readonly #open = new OpenRequests();

  /**
   * @param data what the thread finds as its `workerData`
   * @param onMessage called with each message that the worker sends to all who ask it
   */
  constructor(
    private readonly file: URL,
    private readonly data: unknown,
    private readonly onMessage: (message: unknown) => void = () => undefined,
  ) {}

  /** How many requests have no answer yet. */
  get load(): number {
    return this.#open.size;
  }

  call<Method extends keyof Api & string>(
    method: Method,
    input: InputOf<Api, Method>,
  ): Promise<Awaited<AnswerOf<Api, Method>>> {
    if (this.#closed) return Promise.reject(new StoreUnavailable('the store has been closed'));
    const worker = (this.#worker ??= this.#start());
    const { request, answer } = this.#open.add(method, input);
    worker.postMessage(request);
    return answer as Promise<Awaited<AnswerOf<Api, Method>>>;
  }

  /** A port over which another thread of this process can ask the same worker (ConnectedWorker); it ends with the worker. */
  connect(): MessagePort {
    if (this.#closed) throw new StoreUnavailable('the store has been closed');
    const worker = (this.#worker ??= this.#start());
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ connect: port1 } satisfies Connect, [port1]);
    return port2;
  }

  /** Lets the worker answer what it was asked, then ends it. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage(STOP);
    await ended;
  }

  #start(): Worker {
    const worker = new Worker(this.file, { workerData: this.data, resourceLimits: HEAP });
    worker.on('message', (message: Answer | Broadcast) => {
      if ('broadcast' in message) this.onMessage(message.broadcast);
      else this.#open.settle(message);
    });
    worker.on('error', (error: Error) => this.#lose(worker, error.message));
    worker.on('exit', (code) => this.#lose(worker, `exit code ${code}`));
    return worker;
  }

  #lose(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#open.failAll(new StoreUnavailable(`the store's thread ended: ${reason}`));
  }
}

/** Several workers of one kind: each request goes to the one with the least to do. */
export class WorkerPool<Api extends WorkerApi> implements Respondent<Api> {
  readonly #hosts: readonly [WorkerHost<Api>, ...WorkerHost<Api>[]];

  constructor(size: number, file: URL, data: unknown) {
    const host = (): WorkerHost<Api> => new WorkerHost<Api>(file, data);
    this.#hosts = [host(), ...Array.from({ length: size - 1 }, host)];
  }

  call<Method extends keyof Api & string>(
    method: Method,
    input: InputOf<Api, Method>,
  ): Promise<Awaited<AnswerOf<Api, Method>>> {
    const host = this.#hosts.reduce((best, other) => (other.load < best.load ? other : best));
    return host.call(method, input);
  }

  async close(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.close()));
  }
}
