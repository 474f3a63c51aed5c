import type { MessagePort } from 'node:worker_threads';
import { StoreUnavailable } from '#ports';
import { OpenRequests } from './openRequests.js';
import type { Answer, AnswerOf, Broadcast, InputOf, Respondent, WorkerApi } from './protocol.js';

/** A worker that another thread of this process has started. It is asked over a port that its host made (WorkerHost.connect). */
export class ConnectedWorker<Api extends WorkerApi> implements Respondent<Api> {
  #closed = false;
  readonly #open = new OpenRequests();

  /**
   * @param onMessage called with each message that the worker sends to all who ask it
   * @param onLost called when the worker has ended and nobody here has closed it: a new one would have no port to this thread
   */
  constructor(
    private readonly port: MessagePort,
    onMessage: (message: unknown) => void,
    onLost: (error: StoreUnavailable) => void,
  ) {
    port.on('message', (message: Answer | Broadcast) => {
      if ('broadcast' in message) onMessage(message.broadcast);
      else this.#open.settle(message);
    });
    port.on('close', () => {
      const wasClosedHere = this.#closed;
      this.#closed = true;
      const error = new StoreUnavailable("the store's thread ended");
      this.#open.failAll(error);
      if (!wasClosedHere) onLost(error);
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
