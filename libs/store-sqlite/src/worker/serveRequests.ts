import { parentPort } from 'node:worker_threads';
import { asPortError } from '../sqlite/sqliteErrors.js';
import { STOP, type Answer, type Request, type WorkerApi } from './protocol.js';
import { toWireError } from './wireErrors.js';

export interface Service<Api extends WorkerApi> {
  readonly api: Api;
  readonly stop: () => void;
}

/**
 * The worker's side: answers requests one after the other. A service that cannot be opened answers every request with the reason.
 */
export const serveRequests = <Api extends WorkerApi>(open: () => Promise<Service<Api>>): void => {
  const port = parentPort;
  if (port === null) throw new Error('this file runs as a worker thread only');
  const opening = open();
  opening.catch(() => {
    // every request is answered with it below; here it only must not end the thread before that
  });
  const answerTo = async ({ id, method, input }: Request): Promise<Answer> => {
    try {
      const { api } = await opening;
      const handler = api[method];
      if (handler === undefined) throw new Error(`the worker has no method ${method}`);
      return { id, value: handler(input as never) };
    } catch (error) {
      return { id, error: toWireError(asPortError(error)) };
    }
  };
  const stop = async (): Promise<void> => {
    try {
      (await opening).stop();
    } finally {
      port.close();
    }
  };
  let work = Promise.resolve();
  port.on('message', (message: Request | typeof STOP) => {
    // one after the other, so that a stop comes after the answers to all that was asked before it
    work = work.then(async () => {
      if (message === STOP) await stop();
      else port.postMessage(await answerTo(message));
    });
  });
};
