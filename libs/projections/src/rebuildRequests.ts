import {
  CALLS,
  GenerationConflict,
  generationName,
  liveOf,
  StoreUnavailable,
  type EventLog,
  type Generation,
  type Generations,
  type ReadModels,
} from '#ports';
import { completeSwitch, openSwitch } from './completeSwitch.js';

/*
 * What may be asked for of the generations of the calls, from outside: the API's and the command line's alike. A request only changes
 * the entry of a generation; the projectors work it off.
 */

/** A generation is not in a state in which this can be asked for; the message says what it is in. */
export class RebuildRefused extends Error {
  override readonly name = 'RebuildRefused';
}

const refuse = (generation: Generation, why: string): never => {
  throw new RebuildRefused(`${generationName(generation)} is ${generation.state}: ${why}`);
};

/** A generation by its number or name (`3`, `calls.v3`); null when there never was one. */
export const findGeneration = async (readModels: Generations, named: string): Promise<Generation | null> => {
  const number = /^(?:calls\.v|v)?([1-9]\d{0,8})$/.exec(named)?.[1];
  const generations = await readModels.generations(CALLS);
  return generations.find((generation) => String(generation.number) === number) ?? null;
};

/**
 * Begins a build by rules of this version beside the live generation.
 * @throws BuildUnderWay
 * @throws StoreUnavailable also where no projector has made the first generation yet
 */
export const requestBuild = async (
  { log, readModels }: { readonly log: Pick<EventLog, 'identity'>; readonly readModels: Generations },
  rulesVersion: string,
  switching: Generation['switching'],
): Promise<Generation> => {
  if (liveOf(await readModels.generations(CALLS)) === undefined)
    throw new StoreUnavailable('there are no calls to build again yet: a projector makes the first ones (npm start)');
  return readModels.startBuild(CALLS, { rulesVersion, logIdentity: await log.identity(), switching });
};

/**
 * Has a build become live: a ready one as soon as it has been compared once more, one that is being built as soon as it is ready.
 * @throws RebuildRefused, GenerationConflict
 */
export const requestSwitch = async (readModels: Generations, build: Generation): Promise<Generation> => {
  if (build.state === 'kept') refuse(build, 'roll back to it instead');
  if (build.state !== 'building' && build.state !== 'ready') refuse(build, 'only a build can be switched to');
  // without its goal a ready one begins again, and is compared with what is live by now
  return readModels.changeGeneration(build, { switching: 'auto', ...(build.state === 'ready' ? { goal: null } : {}) });
};

/** Has a failed build go on; the streams that could not be folded are tried again. @throws RebuildRefused, GenerationConflict */
export const requestResume = async (readModels: Generations, build: Generation): Promise<Generation> => {
  if (build.state !== 'failed') refuse(build, 'only a failed build can be resumed');
  return readModels.changeGeneration(build, { state: 'building', goal: null });
};

type Drops = Generations & Pick<ReadModels, 'checkpoints' | 'carryReaders'>;

/** Readers of changes are carried over before anything that this needs is dropped. */
const completeLastSwitch = async (readModels: Drops): Promise<void> => {
  const open = openSwitch(await readModels.generations(CALLS));
  if (open === null) return;
  try {
    await completeSwitch(readModels, open);
  } catch (error) {
    // a projector was quicker; else the drop is refused
    if (!(error instanceof GenerationConflict)) throw error;
  }
};

/** Removes a generation that is not live; dropping one again finishes what a crash has left. @throws RebuildRefused, GenerationConflict */
export const requestDrop = async (readModels: Drops, generation: Generation): Promise<void> => {
  if (generation.state === 'live') refuse(generation, 'the live one cannot be dropped');
  await completeLastSwitch(readModels);
  await readModels.dropGeneration(generation);
};

const latestFirst = (a: Generation, b: Generation): number =>
  (a.switchedAt ?? a.createdAt) < (b.switchedAt ?? b.createdAt) ? 1 : -1;

/** Makes the generation live again that was live last. At once: nothing has to be built. @throws RebuildRefused, GenerationConflict */
export const rollBack = async (readModels: Generations): Promise<Generation> => {
  const generations = await readModels.generations(CALLS);
  const [last] = generations.filter(({ state }) => state === 'kept').sort(latestFirst);
  if (last === undefined) throw new RebuildRefused('there is no former generation to roll back to');
  return readModels.switchTo(last, liveOf(generations));
};

/**
 * Drops what was kept for a rollback and builds that have failed; answers them. What an interrupted drop has left of others goes with
 * them. @throws GenerationConflict
 */
export const prune = async (readModels: Drops): Promise<readonly Generation[]> => {
  await completeLastSwitch(readModels);
  const past = (await readModels.generations(CALLS)).filter(({ state }) =>
    ['kept', 'failed', 'dropped'].includes(state),
  );
  for (const generation of past) await readModels.dropGeneration(generation);
  return past.filter(({ state }) => state !== 'dropped');
};

/** Whether an error is a request's own fault: it was too late, or asked for what is not possible now. */
export const isRefusal = (error: unknown): error is RebuildRefused | GenerationConflict =>
  error instanceof RebuildRefused || error instanceof GenerationConflict;
