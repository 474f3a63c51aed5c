import {
  buildOf,
  BuildUnderWay,
  CALLS,
  generationName,
  GenerationConflict,
  liveOf,
  type Generation,
  type ReadModels,
} from '#ports';
import type { Rules } from '#domain';
import type { ProcessorLog } from '../runner/processor.js';
import { isNewer } from './rulesOrder.js';

export interface NewRulesParts {
  readonly readModels: ReadModels;
  readonly rules: Rules;
  readonly logIdentity: string;
  readonly switching: Generation['switching'];
  readonly logger: ProcessorLog;
}

const EXISTING: readonly Generation['state'][] = ['building', 'ready', 'kept', 'failed'];

/**
 * Whether rules have made a generation, or are making one. One that was live and is kept, or was pruned since, may have been rolled back
 * from: a restart must not undo that.
 */
const isMadeBy =
  ({ version }: Rules) =>
  ({ rulesVersion, state, switchedAt }: Generation): boolean =>
    rulesVersion === version && (EXISTING.includes(state) || (state === 'dropped' && switchedAt !== null));

/** A build by older rules has nobody left to bring it to its end, and would keep the newer one from beginning. */
const giveUp = async (readModels: ReadModels, build: Generation, logger: ProcessorLog): Promise<void> => {
  const name = generationName(build);
  logger.info({ generation: name }, `${name}, built by the older rules ${build.rulesVersion}, is given up`);
  await readModels.dropGeneration(build);
};

/**
 * Begins a build, at a program's start, when the program's rules are newer than those of the live generation and have not made one
 * yet (design.md 4). Another worker that does the same at the same time does no harm.
 * @throws StoreUnavailable
 */
export const startNewRules = async ({
  readModels,
  rules,
  logIdentity,
  switching,
  logger,
}: NewRulesParts): Promise<void> => {
  const generations = await readModels.generations(CALLS);
  const live = liveOf(generations);
  if (live === undefined || !isNewer(rules.version, live.rulesVersion)) return;
  const made = generations.findLast(isMadeBy(rules));
  if (made !== undefined) {
    if (made.switchedAt !== null)
      logger.info(
        {},
        `rules ${rules.version} have made ${generationName(made)} before: for another one ask for a rebuild`,
      );
    return;
  }
  const other = buildOf(generations);
  try {
    if (other !== undefined && isNewer(rules.version, other.rulesVersion)) await giveUp(readModels, other, logger);
    const build = { rulesVersion: rules.version, logIdentity, switching };
    const name = generationName(await readModels.startBuild(CALLS, build));
    logger.info({ generation: name, rules: rules.version }, `${name} is being built by the new rules ${rules.version}`);
  } catch (error) {
    if (!(error instanceof BuildUnderWay) && !(error instanceof GenerationConflict)) throw error;
    logger.info({}, `rules ${rules.version}: ${error.message}`);
  }
};
