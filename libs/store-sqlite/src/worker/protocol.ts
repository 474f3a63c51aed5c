import type { MessagePort } from 'node:worker_threads';
import type { WireError } from '#ports';

/** What a worker can be asked: each method takes one value and answers one, both of the kind that can be sent to a thread. */
export type WorkerApi = Readonly<Record<string, (input: never) => unknown>>;
export type InputOf<Api extends WorkerApi, Method extends keyof Api> = Parameters<Api[Method]>[0];
export type AnswerOf<Api extends WorkerApi, Method extends keyof Api> = ReturnType<Api[Method]>;

/** Answers requests: another thread, several threads, or this one. */
export interface Respondent<Api extends WorkerApi> {
  /** @throws StoreUnavailable nobody is there to answer; else what the method throws */
  call<Method extends keyof Api & string>(
    method: Method,
    input: InputOf<Api, Method>,
  ): Promise<Awaited<AnswerOf<Api, Method>>>;
  /** Resolves when all that was asked before has been answered. What is asked after it is refused. */
  close(): Promise<void>;
}

/** What a worker does: its methods, and what to release at the end. */
export interface Service<Api extends WorkerApi> {
  readonly api: Api;
  readonly stop: () => void;
}

export interface Request {
  readonly id: number;
  readonly method: string;
  readonly input: unknown;
}

export type Answer =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: WireError };

/** Asks a worker to release what it holds and to end; sent instead of a request. */
export const STOP = 'stop';

/** Asks a worker to answer another thread too, over this port. */
export interface Connect {
  readonly connect: MessagePort;
}

/** A message that a worker sends to every thread that asks it, without being asked. */
export interface Broadcast {
  readonly broadcast: unknown;
}
