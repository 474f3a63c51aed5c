import { hostname } from 'node:os';
import { CALLS, LINKER, partitionName, type EventLog, type Generation, type Partition, type ReadModels } from '#ports';
import { RULES, type Rules, type StreamNames } from '#domain';
import { underLease } from './lease.js';
import { Linker } from './linker.js';
import { linkLoop } from './linkLoop.js';
import { projectPartition, type Progress } from './projectPartition.js';
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
}

/** A worker: its share of the calls projection, and the linker while it holds that lease. */
export interface Projector {
  states(): readonly LoopState[];
  stop(): Promise<void>;
}

let started = 0;
const ownerName = (): string => `${hostname()}:${process.pid}:${++started}`;

/** The live generation of the calls; made by the first worker that asks. */
const openCalls = async ({ log, readModels, rules = RULES }: ProjectorParts): Promise<Generation> =>
  readModels.openProjection(CALLS, rules.version, await log.identity());

const projectionLoop = (parts: ProjectorParts): WorkLoop => {
  const { partition, logger, rules = RULES, onProgress } = parts;
  return new WorkLoop(
    partitionName(partition),
    async (signal, note) => {
      const generation = await openCalls(parts);
      const noteBoth = (progress: Progress): void => {
        note(progress);
        onProgress?.('projection', progress);
      };
      await projectPartition({ ...parts, rules, generation, onProgress: noteBoth }, signal);
    },
    logger,
  );
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
        const linker = new Linker({ log, streams, idOf });
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
  const loops = [projectionLoop(parts), linkerLoop(parts)];
  for (const loop of loops) loop.start();
  return {
    states: () => loops.map((loop) => loop.state),
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
};
