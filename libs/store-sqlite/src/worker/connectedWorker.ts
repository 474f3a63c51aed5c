import type { MessagePort } from 'node:worker_threads';
import { StoreUnavailable } from '#ports';
import { OpenRequests } from './openRequests.js';
import type { Answer, AnswerOf, InputOf, News, Respondent, WorkerApi } from './protocol.js';

/** The worker of another thread of this process, asked over a port that its host gave out (WorkerHost.connect). */
export class ConnectedWorker<Api extends WorkerApi> implements Respondent<Api> {
  #closed = false;
  readonly #open = new OpenRequests();

  /** `lost` is told when the worker has ended though nobody here has closed it: a new one would have no port to this thread. */
  constructor(
    private readonly port: MessagePort,
    hear: (news: unknown) => void,
    lost: (error: StoreUnavailable) => void,
  ) {
    port.on('message', (message: Answer | News) => {
      if ('news' in message) hear(message.news);
      else this.#open.settle(message);
    });
    port.on('close', () => {
      const wasClosedHere = this.#closed;
      this.#closed = true;
      const error = new StoreUnavailable("the store's thread ended");
      this.#open.failAll(error);
      if (!wasClosedHere) lost(error);
    });
  }

  call<Method extends keyof Api & string>(
    method: Method,
    input: InputOf<Api, Method>,
  ): Promise<Awaited<AnswerOf<Api, Method>>> {
    if (this.#closed) return Promise.reject(new StoreUnavailable("the store's thread has ended"));
    const { request, answer } = this.#open.add(method, input);
    this.port.postMessage(request);
    return answer as Promise<Awaited<AnswerOf<Api, Method>>>;
  }

  /** The worker goes on: it belongs to the thread that started it. */
  close(): Promise<void> {
    this.#closed = true;
    this.port.close();
    return Promise.resolve();
  }
}
