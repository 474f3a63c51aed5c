import { once } from 'node:events';
import { CALLS, type Generations } from '#ports';
import { Processor, type ProcessorLog } from '../runner/processor.js';

/** Removes what a crash has left of generations that were being dropped; where nothing is left there is little to do. @throws StoreUnavailable */
export const finishDrops = async (
  readModels: Pick<Generations, 'generations' | 'dropGeneration'>,
  signal: AbortSignal,
): Promise<void> => {
  const dropped = (await readModels.generations(CALLS)).filter(({ state }) => state === 'dropped');
  for (const generation of dropped) if (!signal.aborted) await readModels.dropGeneration(generation);
};

/** Finishes drops once. Beside builds: a large drop takes its time, and makes the room that a build may wait for. */
export const dropsProcessor = (readModels: Generations, logger: ProcessorLog): Processor =>
  new Processor(
    { kind: 'drops' },
    async (signal, report) => {
      await finishDrops(readModels, signal);
      report.running();
      if (!signal.aborted) await once(signal, 'abort');
    },
    logger,
  );
