import { generationName, partitionsOf, type Checkpoint, type Generation, type Position } from '#ports';
import { isCaughtUp, type Progress } from '../asOf.js';

export interface Lag {
  /** How many events are still to be handled; null where that is not known. */
  readonly events: number | null;
  /** Age of the last handled event while more are waiting; 0 when caught up, null before the first. */
  readonly seconds: number | null;
}

/** How far one worker has come. */
export interface ConsumerState {
  readonly consumer: string;
  readonly position: Position;
  /** When the log took the last handled event. */
  readonly logTime: string | null;
  readonly savedAt: string;
  readonly lag: Lag;
}

/** One generation of a projection (api.md 3). */
export interface ProjectionState {
  /** Name and generation, e.g. `calls.v3`. */
  readonly name: string;
  readonly generation: number;
  readonly state: Generation['state'];
  readonly rulesVersion: string;
  readonly createdAt: string;
  /** The lowest of its partitions; null before the first checkpoint. */
  readonly position: Position | null;
  readonly lag: Lag;
  /** Events a second; null where that is not known. */
  readonly rate: number | null;
  readonly partitions: readonly ConsumerState[];
  readonly poisonedStreams: number;
}

const lagOf = (checkpoint: Checkpoint | null, head: Position | null, now: number): Lag => {
  if (isCaughtUp(checkpoint, head)) return { events: 0, seconds: 0 };
  if (checkpoint?.logTime == null) return { events: null, seconds: null };
  return { events: null, seconds: Math.max(0, (now - Date.parse(checkpoint.logTime)) / 1000) };
};

const stateOf = (checkpoint: Checkpoint, head: Position | null, now: number): ConsumerState => ({
  consumer: checkpoint.consumer,
  position: checkpoint.position,
  logTime: checkpoint.logTime,
  savedAt: checkpoint.savedAt,
  lag: lagOf(checkpoint, head, now),
});

/** How far the linker has come; null before its first checkpoint. */
export const linkerState = (linker: Checkpoint | null, head: Position | null, now: number): ConsumerState | null =>
  linker === null ? null : stateOf(linker, head, now);

/** How far a generation has come. `now` in milliseconds. */
export const projectionState = (progress: Progress, poisonedStreams: number, now: number): ProjectionState => {
  const { generation, head } = progress;
  const partitions = partitionsOf(progress.checkpoints);
  const last = [...partitions].sort((a, b) => (a.position < b.position ? -1 : 1))[0] ?? null;
  return {
    name: generationName(generation),
    generation: generation.number,
    state: generation.state,
    rulesVersion: generation.rulesVersion,
    createdAt: generation.createdAt,
    position: last?.position ?? null,
    lag: lagOf(last, head, now),
    rate: null,
    partitions: partitions.map((partition) => stateOf(partition, head, now)),
    poisonedStreams,
  };
};
