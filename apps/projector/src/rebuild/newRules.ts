import { buildOf, BuildUnderWay, CALLS, generationName, GenerationConflict, liveOf } from '#ports';
import type { Generation, Generations } from '#ports';
import type { Rules } from '#domain';
import type { ProcessorLog } from '../runner/processor.js';

/** `2` is newer than `1`, `10` than `9`, and `2-trial` than `2`: numbers in a version count as numbers. */
const order = new Intl.Collator('en', { numeric: true });

/** Whether a program's rules are newer than those that made a generation. */
export const isNewer = (version: string, than: string): boolean => order.compare(version, than) > 0;

const EXISTING: readonly Generation['state'][] = ['building', 'ready', 'kept', 'failed'];

export type NewRulesStep =
  | { readonly do: 'nothing' }
  /** A generation that these rules have made was rolled back from: a restart must not undo that. */
  | { readonly do: 'leave'; readonly made: Generation }
  /** A build begins. One by older rules is given up for it, because no program is left to finish it. */
  | { readonly do: 'build'; readonly giveUp: Generation | null };

/** Whether a program begins a build at its start: when its rules are newer than those of the live generation and have not made one yet. */
export const decideNewRules = (generations: readonly Generation[], version: string): NewRulesStep => {
  const live = liveOf(generations);
  if (live === undefined || !isNewer(version, live.rulesVersion)) return { do: 'nothing' };
  const made = generations.findLast(
    ({ rulesVersion, state, switchedAt }) =>
      rulesVersion === version && (EXISTING.includes(state) || (state === 'dropped' && switchedAt !== null)),
  );
  if (made !== undefined) return made.switchedAt === null ? { do: 'nothing' } : { do: 'leave', made };
  const other = buildOf(generations);
  return { do: 'build', giveUp: other !== undefined && isNewer(version, other.rulesVersion) ? other : null };
};

export interface NewRulesParts {
  readonly readModels: Generations;
  readonly rules: Rules;
  readonly logIdentity: string;
  readonly switching: Generation['switching'];
  readonly logger: ProcessorLog;
}

/** Begins a build at a program's start, if decideNewRules says so. Several workers may do it at once. @throws StoreUnavailable */
export const startNewRules = async (parts: NewRulesParts): Promise<void> => {
  const { readModels, rules, logIdentity, switching, logger } = parts;
  const { version } = rules;
  const step = decideNewRules(await readModels.generations(CALLS), version);
  if (step.do === 'leave')
    logger.info(
      {},
      `rules ${version} have made ${generationName(step.made)} before: for another one ask for a rebuild`,
    );
  if (step.do !== 'build') return;
  try {
    if (step.giveUp !== null) {
      const { rulesVersion } = step.giveUp;
      const name = generationName(step.giveUp);
      logger.info({ generation: name }, `${name}, built by the older rules ${rulesVersion}, is given up`);
      await readModels.dropGeneration(step.giveUp);
    }
    const build = await readModels.startBuild(CALLS, { rulesVersion: version, logIdentity, switching });
    const name = generationName(build);
    logger.info({ generation: name, rules: version }, `${name} is being built by the new rules ${version}`);
  } catch (error) {
    if (!(error instanceof BuildUnderWay) && !(error instanceof GenerationConflict)) throw error;
    logger.info({}, `rules ${version}: ${error.message}`);
  }
};
