import { once } from 'node:events';
import { CALLS, type Generations } from '#ports';
import { Processor, type ProcessorLog } from '../runner/processor.js';

/** Removes what a crash has left of generations that were being dropped. @throws StoreUnavailable */
export const finishDrops = async (
  readModels: Pick<Generations, 'generations' | 'dropGeneration'>,
  signal: AbortSignal,
): Promise<void> => {
  const dropped = (await readModels.generations(CALLS)).filter(({ state }) => state === 'dropped');
  for (const generation of dropped) if (!signal.aborted) await readModels.dropGeneration(generation);
};

/** Finishes drops at the start, beside builds: a large drop takes its time, and a build may wait for the room that it makes. */
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
