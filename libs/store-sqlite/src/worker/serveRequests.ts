import { parentPort, type MessagePort } from 'node:worker_threads';
import { asPortError } from '../sqlite/sqliteErrors.js';
import { STOP, type Answer, type Connect, type News, type Request, type Service, type WorkerApi } from './protocol.js';
import { toWireError } from './wireErrors.js';

/**
 * The worker's side: answers requests one after the other, those of its parent and of every thread it is connected with. A service
 * that cannot be opened answers every request with the reason. `tell` sends news to all of them.
 */
export const serveRequests = <Api extends WorkerApi>(
  open: (tell: (news: unknown) => void) => Promise<Service<Api>>,
): void => {
  const parent = parentPort;
  if (parent === null) throw new Error('this file runs as a worker thread only');
  const ports = new Set<MessagePort>([parent]);
  const opening = open((news) => {
    for (const port of ports) port.postMessage({ news } satisfies News);
  });
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
      for (const port of ports) port.close();
    }
  };
  // one after the other, so that a stop comes after the answers to all that was asked before it
  let work = Promise.resolve();
  const serve = (port: MessagePort): void => {
    port.on('message', (message: Request | Connect | typeof STOP) => {
      work = work.then(async () => {
        if (message === STOP) await stop();
        else if ('connect' in message) {
          ports.add(message.connect);
          message.connect.on('close', () => ports.delete(message.connect));
          serve(message.connect);
        } else port.postMessage(await answerTo(message));
      });
    });
  };
  serve(parent);
};
