import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreUnavailable } from '#ports';
import { asPortError } from '../sqlite/sqliteErrors.js';
import { Opening } from './opening.js';
import type { AnswerOf, InputOf, Respondent, Service, WorkerApi } from './protocol.js';

/** A caller that asks one thing after the other gives way to the rest of its thread after so long: an answer here takes no turn of the event loop. */
const LONGEST_TURN_MS = 4;

/**
 * Answers in the thread that asks, which is blocked meanwhile. It is for a thread that serves nobody else, and saves the cost of sending
 * rows from one thread to another.
 */
export class OwnThread<Api extends WorkerApi> implements Respondent<Api> {
  readonly #service: Opening<Service<Api>>;
  #closed = false;
  #turnBegan = performance.now();

  constructor(open: () => Promise<Service<Api>>) {
    this.#service = new Opening(open);
  }

  async call<Method extends keyof Api & string>(
    method: Method,
    input: InputOf<Api, Method>,
  ): Promise<Awaited<AnswerOf<Api, Method>>> {
    if (performance.now() - this.#turnBegan > LONGEST_TURN_MS) {
      await nextTurn();
      this.#turnBegan = performance.now();
    }
    if (this.#closed) throw new StoreUnavailable('the store has been closed');
    try {
      const { api } = await this.#service.opened();
      return api[method]?.(input) as Awaited<AnswerOf<Api, Method>>;
    } catch (error) {
      throw asPortError(error);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    (await this.#service.begun)?.stop();
  }
}
