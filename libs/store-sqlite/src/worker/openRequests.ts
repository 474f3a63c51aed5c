import { fromWireError } from '#ports';
import type { Answer, Request } from './protocol.js';

interface OpenRequest {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Requests sent to another thread that wait for their answers. */
export class OpenRequests {
  #lastId = 0;
  readonly #pending = new Map<number, OpenRequest>();

  get size(): number {
    return this.#pending.size;
  }

  /** The request to send, and what will come of it. */
  add(method: string, input: unknown): { readonly request: Request; readonly answer: Promise<unknown> } {
    const request: Request = { id: ++this.#lastId, method, input };
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(request.id, { resolve, reject }));
    return { request, answer };
  }

  settle(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    if (pending === undefined) return;
    this.#pending.delete(answer.id);
    if ('error' in answer) pending.reject(fromWireError(answer.error));
    else pending.resolve(answer.value);
  }

  /** The worker has ended: whether it has done what was asked is not known, so the caller must be able to repeat it. */
  failAll(error: Error): void {
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of lost) reject(error);
  }
}
