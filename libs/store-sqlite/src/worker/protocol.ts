import type { WireError } from './wireErrors.js';

/** What a worker can be asked: each method takes one value and answers one, both of the kind that can be sent to a thread. */
export type WorkerApi = Readonly<Record<string, (input: never) => unknown>>;
export type InputOf<Api extends WorkerApi, Method extends keyof Api> = Parameters<Api[Method]>[0];
export type AnswerOf<Api extends WorkerApi, Method extends keyof Api> = ReturnType<Api[Method]>;

export interface Request {
  readonly id: number;
  readonly method: string;
  readonly input: unknown;
}

export type Answer =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: WireError };

/** Asks a worker to release what it holds and to end; sent instead of a request. */
export const STOP = 'stop';
