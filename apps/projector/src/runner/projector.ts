import { once } from 'node:events';
import { hostname } from 'node:os';
import { CALLS, LINKER, REBUILD_LEASE, type EventLog, type Generation, type Partition, type ReadModels } from '#ports';
import { RULES, type Rules, type StreamNames } from '#domain';
import { GenerationLoops } from './generationLoops.js';
import { underLease } from './lease.js';
import { Linker } from '../linker/linker.js';
import { linkLoop } from '../linker/linkLoop.js';
import { pause } from './pause.js';
import type { Progress } from './progress.js';
import { Coordinator } from '../rebuild/coordinator.js';
import { DROPS, finishDrops } from '../rebuild/finishDrops.js';
import { startNewRules } from '../rebuild/startNewRules.js';
import { WorkLoop, type LoopLog, type LoopState } from './workLoop.js';

export interface ProjectorParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly streams: StreamNames;
  readonly idOf: (text: string) => string;
  readonly partition: Partition;
  readonly now: () => number;
  readonly logger: LoopLog;
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
  states(): readonly LoopState[];
  stop(): Promise<void>;
}

const POLL_MILLISECONDS = 500;

let started = 0;
const ownerName = (): string => `${hostname()}:${process.pid}:${++started}`;

/** Watches the generations: makes the first one, begins a build for new rules, and has the loops follow what there is. */
const watchLoop = (parts: ProjectorParts, rules: Rules, loops: GenerationLoops): WorkLoop => {
  const { log, readModels, logger, newRulesSwitch = 'auto', pollMilliseconds = POLL_MILLISECONDS } = parts;
  let isBegun = false;
  const loop: WorkLoop = new WorkLoop(
    'generations',
    async (signal) => {
      const logIdentity = await log.identity();
      await readModels.openProjection(CALLS, rules.version, logIdentity);
      if (!isBegun) await startNewRules({ readModels, rules, logIdentity, switching: newRulesSwitch, logger });
      isBegun = true;
      while (!signal.aborted) {
        await loops.follow(await readModels.generations(CALLS));
        loop.goOn();
        await pause(pollMilliseconds, signal);
      }
    },
    logger,
  );
  return loop;
};

/** Brings builds to their end, one worker at a time. Only where there is something to be done is the lease asked for. */
const rebuildLoop = (parts: ProjectorParts, rules: Rules): WorkLoop => {
  const { readModels, now, pollMilliseconds = POLL_MILLISECONDS } = parts;
  const owner = ownerName();
  const coordinator = new Coordinator({ ...parts, rules, pollMilliseconds });
  const loop: WorkLoop = new WorkLoop(
    REBUILD_LEASE,
    async (signal) => {
      const onWait = (): void => loop.wait('another worker brings the build to its end');
      while (!signal.aborted) {
        if ((await coordinator.underWay()) === null) loop.goOn();
        else
          await underLease({ readModels, name: REBUILD_LEASE, owner, now, onWait }, signal, (held) => {
            if (!loop.state.isIll) loop.goOn(); // after a failure only once a step has succeeded
            return coordinator.finish(held, () => loop.goOn());
          });
        await pause(pollMilliseconds, signal);
      }
    },
    parts.logger,
  );
  return loop;
};

/** Removes once what a crash has left. Beside builds: a large drop takes its time, and makes the room that a build may wait for. */
const dropLoop = ({ readModels, logger }: ProjectorParts): WorkLoop => {
  const loop: WorkLoop = new WorkLoop(
    DROPS,
    async (signal) => {
      await finishDrops(readModels, signal);
      loop.goOn();
      if (!signal.aborted) await once(signal, 'abort');
    },
    logger,
  );
  return loop;
};

const linkerLoop = (parts: ProjectorParts): WorkLoop => {
  const { log, readModels, streams, idOf, now, logger, onProgress } = parts;
  const owner = ownerName();
  const loop: WorkLoop = new WorkLoop(
    LINKER,
    async (signal, note) => {
      const noteBoth = (progress: Progress): void => {
        note(progress);
        onProgress?.(LINKER, progress);
      };
      const work = (held: AbortSignal): Promise<void> => {
        const onDeleted = (error: Error): void =>
          logger.warn({ loop: LINKER }, `the linker leaves out what it cannot write: ${error.message}`);
        const linker = new Linker({ log, streams, idOf, onDeleted });
        return linkLoop({ log, readModels, streams, linker, onProgress: noteBoth }, held);
      };
      const onWait = (): void => loop.wait('another worker links');
      await underLease({ readModels, name: LINKER, owner, now, onWait }, signal, work);
    },
    logger,
  );
  return loop;
};

/** Starts the loops of one worker; they go on until stopped, whatever the stores do meanwhile. */
export const startProjector = (parts: ProjectorParts): Projector => {
  const { rules = RULES, onProgress } = parts;
  const generations = new GenerationLoops({
    ...parts,
    rules,
    onProgress: (progress) => onProgress?.('projection', progress),
  });
  const linker = linkerLoop(parts);
  const watch = watchLoop(parts, rules, generations);
  const rebuild = rebuildLoop(parts, rules);
  const drops = dropLoop(parts);
  for (const loop of [watch, linker, rebuild, drops]) loop.start();
  return {
    // of those that only look on what keeps them from it, if something does
    states: () => [
      ...generations.states(),
      linker.state,
      ...[watch.state, rebuild.state, drops.state].filter(({ reason }) => reason !== null),
    ],
    stop: async () => {
      await Promise.all([watch.stop(), rebuild.stop(), drops.stop(), linker.stop()]);
      await generations.stop();
    },
  };
};
