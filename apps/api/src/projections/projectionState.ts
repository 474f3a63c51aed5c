import type { Difference } from '#domain';
import {
  errorOf,
  generationName,
  LINKER,
  lowestOfAllPartitions,
  partitionsOf,
  type Checkpoint,
  type Generation,
  type Position,
} from '#ports';
import { isCaughtUp, isOfLog, type Completeness, type LogState } from '#projections';
import { seenName, type Progress } from '../asOf.js';

export interface Lag {
  /** How many events are still to be handled; null where that is not known. */
  readonly events: number | null;
  /** Age of the last handled event while more are waiting; 0 when caught up, null before the first. */
  readonly seconds: number | null;
}

/** How far one worker has come. */
export interface ConsumerState {
  readonly consumer: string;
  /** Null before its first checkpoint. */
  readonly position: Position | null;
  /** When the log took the last handled event. */
  readonly logTime: string | null;
  /** Null before its first checkpoint. */
  readonly savedAt: string | null;
  readonly lag: Lag;
}

/** One generation of a projection. */
export interface ProjectionState {
  /** Name and generation, e.g. `calls.v3`. */
  readonly name: string;
  readonly generation: number;
  readonly state: Generation['state'];
  readonly rulesVersion: string;
  readonly createdAt: string;
  /** When it last became live; null if it never was. */
  readonly switchedAt: string | null;
  /** Why its build has failed, or what keeps it from going on for the time being. */
  readonly error: string | null;
  /** The lowest of its partitions; null while there is a stream that none of them has begun with. */
  readonly position: Position | null;
  readonly lag: Lag;
  /** Events a second; null where that is not known. */
  readonly rate: number | null;
  readonly partitions: readonly ConsumerState[];
  readonly poisonedStreams: number;
  /** What it changed against the generation that was live when it was compared. */
  readonly difference: Difference | null;
}

/** How many events stand in the log after a position. */
export type CountAfter = (position: Position | null) => Promise<number>;

/** What is known of a generation beside how far it has come. */
export interface ProjectionParts {
  readonly poisonedStreams: number;
  /** As the viewer may see it. */
  readonly difference: Difference | null;
  /** Milliseconds. */
  readonly now: number;
  readonly completeness: Completeness;
  readonly countAfter: CountAfter;
}

type Looked = Pick<ProjectionParts, 'now' | 'completeness' | 'countAfter'> & LogState;

/** @param name by which this process remembers the consumer */
const lagOf = async (
  name: string,
  checkpoint: Checkpoint | null,
  { now, completeness, countAfter, ...log }: Looked,
): Promise<Lag> => {
  const upTo = completeness.of({ name, checkpoint }, log, now);
  if (isCaughtUp(checkpoint, log)) return { events: 0, seconds: 0 };
  const isCounted = checkpoint === null || isOfLog(checkpoint, log);
  const events = isCounted ? await countAfter(checkpoint?.position ?? null) : null;
  return { events, seconds: checkpoint?.logTime == null ? null : (now - upTo) / 1000 };
};

const stateOf = async (name: string, checkpoint: Checkpoint, looked: Looked): Promise<ConsumerState> => ({
  consumer: checkpoint.consumer,
  position: checkpoint.position,
  logTime: checkpoint.logTime,
  savedAt: checkpoint.savedAt,
  lag: await lagOf(name, checkpoint, looked),
});

/** How far the linker has come, whoever links, or nobody. */
export const linkerState = async (linker: Checkpoint | null, looked: Looked): Promise<ConsumerState> =>
  linker === null
    ? { consumer: LINKER, position: null, logTime: null, savedAt: null, lag: await lagOf(LINKER, null, looked) }
    : stateOf(LINKER, linker, looked);

/** How far a generation has come. @throws StoreUnavailable */
export const projectionState = async (progress: Progress, parts: ProjectionParts): Promise<ProjectionState> => {
  const { generation, head, logIdentity } = progress;
  const looked = { ...parts, head, logIdentity };
  const partitions = partitionsOf(progress.checkpoints);
  const last = lowestOfAllPartitions(partitions);
  return {
    name: generationName(generation),
    generation: generation.number,
    state: generation.state,
    rulesVersion: generation.rulesVersion,
    createdAt: generation.createdAt,
    switchedAt: generation.switchedAt,
    error: errorOf(generation),
    position: last?.position ?? null,
    lag: await lagOf(generationName(generation), last, looked),
    rate: last?.perSecond ?? null,
    partitions: await Promise.all(partitions.map((one) => stateOf(seenName(generation, one.consumer), one, looked))),
    poisonedStreams: parts.poisonedStreams,
    difference: parts.difference,
  };
};
