import { Worker } from 'node:worker_threads';
import type { Generation, Partition } from '#ports';
import type { Rules } from '#domain';
import { workerFile } from '#concurrency';
import type { SharedStores } from '#stores';
import type { Projector } from './projector.js';
import type { ProcessorLog, ProcessorState } from './processor.js';

/** What the thread is started with. */
export interface ThreadData {
  readonly stores: SharedStores;
  readonly partition: Partition;
  readonly rules: Rules;
  readonly newRulesSwitch: Generation['switching'];
}

/** What the thread says. */
export type ThreadNews =
  | { readonly kind: 'states'; readonly states: readonly ProcessorState[] }
  | { readonly kind: 'handled'; readonly by: 'linker' | 'projection'; readonly events: number }
  | { readonly kind: 'log'; readonly level: keyof ProcessorLog; readonly fields: object; readonly message: string };

/** Asks the thread to stop its processors and to end. */
export const STOP = 'stop';

/** Node's own flags count instead where they are given (npm start). Under load some 50 MB are live; the rest is for events of many MB. */
const HEAP = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 };

export interface ProjectorThreadParts extends ThreadData {
  readonly logger: ProcessorLog;
  /** Called with how many events the linker or the live generation's projection has handled since the last call. */
  readonly onHandled: (by: 'linker' | 'projection', events: number) => void;
  /** The thread has ended by itself, which it never should. */
  readonly onLost: (error: Error) => void;
}

/** Starts a worker's processors in a thread of their own: however much there is to fold, no webhook and no query waits for it. */
export const startProjectorThread = (parts: ProjectorThreadParts): Projector => {
  const { logger, onHandled, onLost, ...data } = parts;
  const thread = new Worker(workerFile('apps/projector/src/runner/projector.worker'), {
    workerData: data satisfies ThreadData,
    transferList: [...data.stores.transfer],
    resourceLimits: HEAP,
  });
  let states: readonly ProcessorState[] = [];
  let stopping = false;
  thread.on('message', (news: ThreadNews) => {
    if (news.kind === 'states') states = news.states;
    else if (news.kind === 'handled') onHandled(news.by, news.events);
    else logger[news.level](news.fields, news.message);
  });
  thread.on('error', onLost);
  const ended = new Promise<void>((resolve) => {
    thread.on('exit', (code) => {
      if (!stopping) onLost(new Error(`the projector's thread ended with code ${code}`));
      resolve();
    });
  });
  return {
    states: () => states,
    stop: async () => {
      stopping = true;
      thread.postMessage(STOP);
      await ended;
    },
  };
};
