import { pause } from '#concurrency';
import type { Generations, Partition, Segments } from '#ports';
import { finishDrops, sealQuietHours } from '#projections';
import { Processor, type ProcessorLog } from './processor.js';

const SEAL_MILLISECONDS = 60_000;

interface UpkeepParts {
  readonly readModels: Generations & Segments;
  readonly partition: Partition;
  readonly now: () => number;
  readonly logger: ProcessorLog;
}

/**
 * Beside builds: a large drop takes its time, and makes the room that a build may wait for. The worker of the first partition makes the
 * segments for all.
 */
export const upkeepProcessor = ({ readModels, partition, now, logger }: UpkeepParts): Processor =>
  new Processor(
    { kind: 'upkeep' },
    async (signal, report) => {
      await finishDrops(readModels, signal);
      while (!signal.aborted) {
        report.running();
        if (partition.k === 1) await sealQuietHours(readModels, now(), signal);
        await pause(SEAL_MILLISECONDS, signal);
      }
    },
    logger,
  );
