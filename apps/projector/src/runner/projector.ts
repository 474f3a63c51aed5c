import { pause } from '#concurrency';
import { CALLS, LINKER, LINKER_LEASE, type EventLog, type Generation, type Partition, type ReadModels } from '#ports';
import type { Rules, StreamNames } from '#domain';
import { countLoop } from '../deliveries/countLoop.js';
import { Linker } from '../linker/linker.js';
import { linkLoop } from '../linker/linkLoop.js';
import { startNewRules } from '../rebuild/newRules.js';
import { rebuildProcessor } from '../rebuild/processManager.js';
import { asOnlyOne } from './asOnlyOne.js';
import type { HandledBatch } from './checkpoints.js';
import { GenerationProjections } from './generationProjections.js';
import { Processor, type ProcessorId, type ProcessorLog, type ProcessorState } from './processor.js';
import { upkeepProcessor } from './upkeep.js';

export interface ProjectorParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly streams: StreamNames;
  readonly partition: Partition;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly logger: ProcessorLog;
  /** Called after every batch that the linker or the live generation's projection has handled. */
  readonly onHandled?: (by: 'linker' | 'projection', batch: HandledBatch) => void;
  readonly rules: Rules;
  /** Whether a build that these rules begin goes live by itself. */
  readonly newRulesSwitch: Generation['switching'];
  /** How often the generations are looked at. */
  readonly pollMilliseconds: number;
}

/** A worker: its share of the calls projection, the linker while it holds that lease, and rebuilds while it holds theirs. */
export interface Projector {
  states(): readonly ProcessorState[];
  stop(): Promise<void>;
}

/** Watches the generations: makes the first one, begins a build for new rules, and has the projections follow what there is. */
const generationsProcessor = (parts: ProjectorParts, projections: GenerationProjections): Processor => {
  const { log, readModels, rules, logger, newRulesSwitch, pollMilliseconds } = parts;
  let hasStarted = false;
  return new Processor(
    { kind: 'generations' },
    async (signal, report) => {
      const logIdentity = await log.identity();
      await readModels.openProjection(CALLS, rules.version, logIdentity);
      if (!hasStarted) await startNewRules({ readModels, rules, logIdentity, switching: newRulesSwitch, logger });
      hasStarted = true;
      while (!signal.aborted) {
        await projections.follow(await readModels.generations(CALLS));
        report.running();
        await pause(pollMilliseconds, signal);
      }
    },
    logger,
  );
};

const linkerProcessor = (parts: ProjectorParts): Processor => {
  const { logger } = parts;
  const id: ProcessorId = { kind: 'linker' };
  const onLeftOut = (error: Error): void =>
    logger.warn({ processor: LINKER }, `the linker leaves out what it cannot write: ${error.message}`);
  return new Processor(
    id,
    (signal, report) => {
      const onHandled = (batch: HandledBatch): void => {
        report.running();
        parts.onHandled?.('linker', batch);
      };
      const work = (held: AbortSignal): Promise<void> =>
        linkLoop({ ...parts, linker: new Linker({ ...parts, onLeftOut }), onHandled }, held);
      return asOnlyOne(parts, { id, lease: LINKER_LEASE, signal, report, work });
    },
    logger,
  );
};

/** One worker is enough: that of the first partition. */
const deliveriesProcessor = (parts: ProjectorParts): readonly Processor[] => {
  const run: ConstructorParameters<typeof Processor>[1] = (signal, report) => countLoop(parts, signal, report.running);
  return parts.partition.k === 1 ? [new Processor({ kind: 'deliveries' }, run, parts.logger)] : [];
};

/** Starts the processors of one worker; they go on until stopped, whatever the stores do meanwhile. */
export const startProjector = (parts: ProjectorParts): Projector => {
  const projections = new GenerationProjections({
    ...parts,
    onHandled: (batch) => parts.onHandled?.('projection', batch),
  });
  const others = [
    generationsProcessor(parts, projections),
    linkerProcessor(parts),
    rebuildProcessor(parts),
    upkeepProcessor(parts),
    ...deliveriesProcessor(parts),
  ];
  for (const processor of others) processor.start();
  return {
    states: () => [...projections.states(), ...others.map(({ state }) => state)],
    stop: async () => {
      await Promise.all(others.map((processor) => processor.stop()));
      await projections.stop(); // last, because the generations' processor starts them
    },
  };
};
