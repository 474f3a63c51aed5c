import { once } from 'node:events';
import { pause } from '#concurrency';
import { CALLS, REBUILD_LEASE, type EventLog, type ReadModels } from '#ports';
import type { Rules } from '#domain';
import { Processor, type ProcessorId, type ProcessorLog } from '../runner/processor.js';
import { asOnlyOne } from '../runner/asOnlyOne.js';
import { findBuild } from './decideRebuild.js';
import { bringToEnd } from './processManager.js';

interface RebuildParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly rules: Rules;
  readonly logger: ProcessorLog;
  readonly pollMilliseconds: number;
}

/** Brings builds to their end, one worker at a time. Only where there is something to be done is the lease asked for. */
export const rebuildProcessor = (parts: RebuildParts): Processor => {
  const { readModels, rules, logger, pollMilliseconds } = parts;
  const id: ProcessorId = { kind: 'rebuild' };
  return new Processor(
    id,
    async (signal, report) => {
      const work = (held: AbortSignal): Promise<void> => bringToEnd(parts, held, () => report.running());
      while (!signal.aborted) {
        if (findBuild(await readModels.generations(CALLS), rules) === null) report.running();
        else await asOnlyOne(parts, { id, lease: REBUILD_LEASE, signal, report, work });
        await pause(pollMilliseconds, signal);
      }
    },
    logger,
  );
};

/** Removes what a crash has left of generations that were being dropped; where nothing is left there is little to do. @throws StoreUnavailable */
export const finishDrops = async (
  readModels: Pick<ReadModels, 'generations' | 'dropGeneration'>,
  signal: AbortSignal,
): Promise<void> => {
  const dropped = (await readModels.generations(CALLS)).filter(({ state }) => state === 'dropped');
  for (const generation of dropped) if (!signal.aborted) await readModels.dropGeneration(generation);
};

/** Finishes drops once. Beside builds: a large drop takes its time, and makes the room that a build may wait for. */
export const dropsProcessor = ({ readModels, logger }: Pick<RebuildParts, 'readModels' | 'logger'>): Processor =>
  new Processor(
    { kind: 'drops' },
    async (signal, report) => {
      await finishDrops(readModels, signal);
      report.running();
      if (!signal.aborted) await once(signal, 'abort');
    },
    logger,
  );
