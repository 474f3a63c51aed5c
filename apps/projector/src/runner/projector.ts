import { pause } from '#concurrency';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { CALLS, LINKER, REBUILD_LEASE, type EventLog, type Generation, type Partition, type ReadModels } from '#ports';
import { RULES, type Rules, type StreamNames } from '#domain';
import { GenerationProjections } from './generationProjections.js';
import { underLease } from './lease.js';
import { Linker } from '../linker/linker.js';
import { linkLoop } from '../linker/linkLoop.js';
import { Coordinator } from '../rebuild/coordinator.js';
import { finishDrops } from '../rebuild/finishDrops.js';
import { startNewRules } from '../rebuild/startNewRules.js';
import {
  describeProcessor,
  Processor,
  type ProcessorId,
  type ProcessorLog,
  type ProcessorState,
  type Progress,
  type Report,
} from './processor.js';

export interface ProjectorParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly streams: StreamNames;
  readonly partition: Partition;
  readonly now: () => number;
  readonly logger: ProcessorLog;
  /** Called after every batch handled: `projection` or `linker`, and how far. */
  readonly onProgress?: (loop: string, progress: Progress) => void;
  readonly rules?: Rules;
  /** Whether a build that these rules begin goes live by itself (default auto). */
  readonly newRulesSwitch?: Generation['switching'];
  /** How often the generations are looked at (default 500 ms). */
  readonly pollMilliseconds?: number;
}

/** A worker: its share of the calls projection, the linker while it holds that lease, and rebuilds while it holds theirs. */
export interface Projector {
  states(): readonly ProcessorState[];
  stop(): Promise<void>;
}

const POLL_MILLISECONDS = 500;

interface SingleWork {
  readonly id: ProcessorId;
  readonly lease: string;
  readonly signal: AbortSignal;
  readonly report: Report;
  readonly work: (signal: AbortSignal) => Promise<void>;
}

/** Does what one worker at a time does, under its lease; the processor's state and the log say who has that. */
const asOnlyOne = (
  { readModels, logger }: ProjectorParts,
  { id, lease, signal, report, work }: SingleWork,
): Promise<void> => {
  const name = describeProcessor(id);
  let said = '';
  const say = (level: 'info' | 'warn', message: string): void => {
    if (message !== said) logger[level]({ processor: name }, `${name}: ${message}`);
    said = message;
  };
  return underLease(
    {
      leases: readModels,
      name: lease,
      owner: `${hostname()}:${process.pid}:${randomUUID()}`,
      onStandby: (owner, isSilent) => {
        const reason = isSilent
          ? `${owner}, who does this, does not renew the lease: it is taken over`
          : `standing by behind ${owner}`;
        (isSilent ? report.takingOver : report.waiting)(reason);
        say(isSilent ? 'warn' : 'info', reason);
      },
      onTakenOver: (owner) => say('warn', `the lease has been taken over from ${owner}`),
      onLost: () => say('warn', 'the lease has been lost: another worker has it, or it could not be renewed in time'),
    },
    signal,
    (held) => {
      report.itsTurn();
      return work(held);
    },
  );
};

/** Watches the generations: makes the first one, begins a build for new rules, and has the projections follow what there is. */
const generationsProcessor = (parts: ProjectorParts, rules: Rules, projections: GenerationProjections): Processor => {
  const { log, readModels, logger, newRulesSwitch = 'auto', pollMilliseconds = POLL_MILLISECONDS } = parts;
  let isBegun = false;
  return new Processor(
    { kind: 'generations' },
    async (signal, report) => {
      const logIdentity = await log.identity();
      await readModels.openProjection(CALLS, rules.version, logIdentity);
      if (!isBegun) await startNewRules({ readModels, rules, logIdentity, switching: newRulesSwitch, logger });
      isBegun = true;
      while (!signal.aborted) {
        await projections.follow(await readModels.generations(CALLS));
        report.running();
        await pause(pollMilliseconds, signal);
      }
    },
    logger,
  );
};

/** Brings builds to their end, one worker at a time. Only where there is something to be done is the lease asked for. */
const rebuildProcessor = (parts: ProjectorParts, rules: Rules): Processor => {
  const { logger, pollMilliseconds = POLL_MILLISECONDS } = parts;
  const coordinator = new Coordinator({ ...parts, rules, pollMilliseconds });
  const id: ProcessorId = { kind: 'rebuild' };
  return new Processor(
    id,
    async (signal, report) => {
      while (!signal.aborted) {
        if ((await coordinator.underWay()) === null) report.running();
        else {
          const work = (held: AbortSignal): Promise<void> => coordinator.finish(held, () => report.running());
          await asOnlyOne(parts, { id, lease: REBUILD_LEASE, signal, report, work });
        }
        await pause(pollMilliseconds, signal);
      }
    },
    logger,
  );
};

/** Removes once what a crash has left. Beside builds: a large drop takes its time, and makes the room that a build may wait for. */
const dropsProcessor = ({ readModels, logger }: ProjectorParts): Processor =>
  new Processor(
    { kind: 'drops' },
    async (signal, report) => {
      await finishDrops(readModels, signal);
      report.running();
      if (!signal.aborted) await once(signal, 'abort');
    },
    logger,
  );

const linkerProcessor = (parts: ProjectorParts): Processor => {
  const { log, readModels, streams, logger, onProgress } = parts;
  const id: ProcessorId = { kind: 'linker' };
  return new Processor(
    id,
    async (signal, report) => {
      const noteBoth = (progress: Progress): void => {
        report.running(progress);
        onProgress?.(LINKER, progress);
      };
      const work = (held: AbortSignal): Promise<void> => {
        const onDeleted = (error: Error): void =>
          logger.warn({ processor: LINKER }, `the linker leaves out what it cannot write: ${error.message}`);
        const linker = new Linker({ log, streams, onDeleted });
        return linkLoop({ log, readModels, streams, linker, onProgress: noteBoth }, held);
      };
      await asOnlyOne(parts, { id, lease: LINKER, signal, report, work });
    },
    logger,
  );
};

/** Starts the processors of one worker; they go on until stopped, whatever the stores do meanwhile. */
export const startProjector = (parts: ProjectorParts): Projector => {
  const { rules = RULES, onProgress } = parts;
  const projections = new GenerationProjections({
    ...parts,
    rules,
    onProgress: (progress) => onProgress?.('projection', progress),
  });
  const linker = linkerProcessor(parts);
  const generations = generationsProcessor(parts, rules, projections);
  const rebuild = rebuildProcessor(parts, rules);
  const drops = dropsProcessor(parts);
  for (const processor of [generations, linker, rebuild, drops]) processor.start();
  return {
    // of those that only look on what keeps them from it, if something does
    states: () => [
      ...projections.states(),
      linker.state,
      ...[generations.state, rebuild.state, drops.state].filter(({ reason }) => reason !== null),
    ],
    stop: async () => {
      await Promise.all([generations.stop(), rebuild.stop(), drops.stop(), linker.stop()]);
      await projections.stop();
    },
  };
};
