/** The projector's thread: opens the stores it was given and runs the processors until it is asked to stop. */
import { parentPort, workerData } from 'node:worker_threads';
import { awaitSharedStores, streams } from '#stores';
import { startProjector } from './projector.js';
import { STOP, type ThreadData, type ThreadNews } from './projectorThread.js';
import type { ProcessorLog } from './processor.js';

/** How often the generations are looked at. */
const POLL_MILLISECONDS = 500;
/** How often the states of the processors are sent, where one has changed. */
const SEND_MILLISECONDS = 100;

const parent = parentPort;
if (parent === null) throw new Error('this file runs as a worker thread only');
const send = (news: ThreadNews): void => parent.postMessage(news);
const logAs =
  (level: keyof ProcessorLog) =>
  (fields: object, message: string): void =>
    send({ kind: 'log', level, fields, message });

const { stores: shared, partition, rules, newRulesSwitch } = workerData as ThreadData;
const stores = await awaitSharedStores(shared, {
  needsReadModels: true,
  onChange: () => undefined, // the process says so already, and the processors say what they wait for
});
const { log, readModels } = stores;
if (readModels === null) throw new Error('the projector works with read models');
const projector = startProjector({
  log,
  readModels,
  streams,
  partition,
  rules,
  newRulesSwitch,
  pollMilliseconds: POLL_MILLISECONDS,
  now: Date.now,
  logger: { info: logAs('info'), warn: logAs('warn'), error: logAs('error') },
  onHandled: (by, { events }) => send({ kind: 'handled', by, events }),
});

let sent = projector.states();
const sendStates = (): void => {
  const states = projector.states();
  if (states.length === sent.length && states.every((state, i) => state === sent[i])) return;
  sent = states;
  send({ kind: 'states', states });
};
send({ kind: 'states', states: sent });
const sending = setInterval(sendStates, SEND_MILLISECONDS);

const stop = async (): Promise<void> => {
  clearInterval(sending);
  await projector.stop();
  sendStates();
  await stores.close();
  parent.close();
};
parent.on('message', (message) => {
  if (message === STOP) void stop();
});
