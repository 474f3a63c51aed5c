import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '#ports';
import { STOP, type Answer, type AnswerOf, type InputOf, type Request, type WorkerApi } from './protocol.js';
import { fromWireError } from './wireErrors.js';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Where the worker's built file lies. A worker thread cannot run TypeScript: from source (tests) the build's file is taken.
 */
export const workerFile = (name: string, importer: string): URL => {
  const url = new URL(name, importer);
  if (importer.endsWith('.ts')) url.pathname = url.pathname.replace('/libs/', '/dist/libs/');
  return url;
};

/** A store's thread passes rows on and keeps none: small limits make V8 clean up instead of growing to what the machine has. */
const HEAP = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 };

/**
 * A worker thread that answers typed requests in the order in which they are sent. Should it die, everything it was asked fails with
 * StoreUnavailable, and the next request starts a new one.
 */
export class WorkerHost<Api extends WorkerApi> {
  #worker: Worker | null = null;
  #closed = false;
  #lastId = 0;
  readonly #pending = new Map<number, Pending>();

  /** `data` is what the thread finds as its `workerData`. */
  constructor(
    private readonly file: URL,
    private readonly data: unknown,
  ) {}

  /** How many requests have no answer yet. */
  get load(): number {
    return this.#pending.size;
  }

  /** @throws StoreUnavailable the worker died, or the store is closed; else what the method throws */
  call<Method extends keyof Api & string>(
    method: Method,
    input: InputOf<Api, Method>,
  ): Promise<Awaited<AnswerOf<Api, Method>>> {
    if (this.#closed) return Promise.reject(new StoreUnavailable('the store has been closed'));
    this.#worker ??= this.#start();
    const request: Request = { id: ++this.#lastId, method, input };
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(request.id, { resolve, reject }));
    this.#worker.postMessage(request);
    return answer as Promise<Awaited<AnswerOf<Api, Method>>>;
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
    worker.on('message', (answer: Answer) => this.#settle(answer));
    worker.on('error', (error: Error) => this.#lose(worker, error.message));
    worker.on('exit', (code) => this.#lose(worker, `exit code ${code}`));
    return worker;
  }

  #settle(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    if (pending === undefined) return;
    this.#pending.delete(answer.id);
    if ('error' in answer) pending.reject(fromWireError(answer.error));
    else pending.resolve(answer.value);
  }

  /** Whether a request that was under way has been done is not known: the caller must be able to repeat it. */
  #lose(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of lost) reject(new StoreUnavailable(`the store's thread ended: ${reason}`));
  }
}

/** Several workers of one kind: each request goes to the one with the least to do. */
export class WorkerPool<Api extends WorkerApi> {
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
