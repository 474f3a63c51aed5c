import { parentPort, type MessagePort } from 'node:worker_threads';
import { toWireError } from '#ports';
import { asPortError } from '../sqlite/sqliteErrors.js';
import { Opening } from './opening.js';
import {
  STOP,
  type Answer,
  type Broadcast,
  type Connect,
  type Request,
  type Service,
  type WorkerApi,
} from './protocol.js';

/**
 * The worker's side: answers requests one after the other, those of its parent and of every thread it is connected with. While the service
 * cannot be opened, a request is answered with the reason, and the next one tries to open it again.
 * @param open gets a function that sends a message to all of these threads
 */
export const serveRequests = <Api extends WorkerApi>(
  open: (sendToAll: (message: unknown) => void) => Promise<Service<Api>>,
): void => {
  const parent = parentPort;
  if (parent === null) throw new Error('this file runs as a worker thread only');
  const ports = new Set<MessagePort>([parent]);
  const sendToAll = (message: unknown): void => {
    for (const port of ports) port.postMessage({ broadcast: message } satisfies Broadcast);
  };
  const service = new Opening(() => open(sendToAll));
  service.opened().catch(() => undefined); // opened at once; a failure is the answer to each request
  const answerTo = async ({ id, method, input }: Request): Promise<Answer> => {
    try {
      const { api } = await service.opened();
      const handler = api[method];
      if (handler === undefined) throw new Error(`the worker has no method ${method}`);
      return { id, value: handler(input as never) };
    } catch (error) {
      return { id, error: toWireError(asPortError(error)) };
    }
  };
  const stop = async (): Promise<void> => {
    try {
      (await service.begun)?.stop();
    } finally {
      for (const port of ports) port.close();
    }
  };
  // one after the other, so that the worker stops only after it has answered all that was asked before
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
