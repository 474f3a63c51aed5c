/** The projector's thread: opens the stores it was given and runs the loops until it is told to stop. */
import { parentPort, workerData } from 'node:worker_threads';
import { awaitSharedStores, streams } from '#stores';
import { startProjector } from './projector.js';
import { STOP, type ThreadData, type ThreadNews } from './projectorThread.js';
import type { ProcessorLog } from './processor.js';

/** How often a change of the loops' states is told. */
const TELL_MILLISECONDS = 100;

const parent = parentPort;
if (parent === null) throw new Error('this file runs as a worker thread only');
const tell = (news: ThreadNews): void => parent.postMessage(news);
const logAs =
  (level: keyof ProcessorLog) =>
  (fields: object, message: string): void =>
    tell({ kind: 'log', level, fields, message });

const { stores: shared, partition, rules, newRulesSwitch } = workerData as ThreadData;
const stores = await awaitSharedStores(shared, {
  needsReadModels: true,
  onChange: () => undefined, // the process says so already, and the loops say what they wait for
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
  now: Date.now,
  logger: { info: logAs('info'), warn: logAs('warn'), error: logAs('error') },
  onProgress: (loop, progress) => tell({ kind: 'progress', loop, progress }),
});

let told = projector.states();
const tellStates = (): void => {
  const states = projector.states();
  if (states.length === told.length && states.every((state, i) => state === told[i])) return;
  told = states;
  tell({ kind: 'states', states });
};
tell({ kind: 'states', states: told });
const telling = setInterval(tellStates, TELL_MILLISECONDS);

const stop = async (): Promise<void> => {
  clearInterval(telling);
  await projector.stop();
  tellStates();
  await stores.close();
  parent.close();
};
parent.on('message', (message) => {
  if (message === STOP) void stop();
});
