import { pause } from '#concurrency';
import {
  CALLS,
  GenerationConflict,
  generationName,
  positionOf,
  REBUILD_LEASE,
  type Generation,
  type ReadModels,
} from '#ports';
import type { DifferenceCounts } from '#domain';
import { completeSwitch, isOfLog, openSwitch } from '#projections';
import { asOnlyOne } from '../runner/asOnlyOne.js';
import { Processor, reasonOf, type ProcessorId, type ProcessorLog } from '../runner/processor.js';
import { compareGenerations } from './compareGenerations.js';
import { decideRebuild, findBuild, type Build, type RebuildStep } from './decideRebuild.js';
import { reportTrouble } from './reportTrouble.js';
import { copyLiveCalls, describePoisoned, newlyPoisoned, tryAgain, type RepairParts } from './repair.js';

export interface ProcessManagerParts extends RepairParts {
  readonly readModels: ReadModels;
  readonly logger: ProcessorLog;
  readonly pollMilliseconds: number;
}

const REBUILD: ProcessorId = { kind: 'rebuild' };

/** A build that has been at the log's end once is behind the live generation by moments only. */
const SHORT_WAIT_MILLISECONDS = 50;

const summaryOf = ({ calls: { before, after, added, removed, changed } }: DifferenceCounts): string =>
  `${before} calls before, ${after} after: ${added} added, ${removed} removed, ${changed} changed`;

/** What is to be done now, by what is stored. */
const nextStep = async ({ log, readModels }: ProcessManagerParts, build: Build): Promise<RebuildStep> => {
  const { live, next } = build;
  const liveCheckpoints = await readModels.checkpoints(live);
  const nextCheckpoints = await readModels.checkpoints(next);
  const mayBePoisoned = next.goal?.before === 'repair' || next.goal?.before === 'compare';
  const isNewlyPoisoned = mayBePoisoned && (await newlyPoisoned(readModels, build).next()).done !== true;
  const state = { head: await log.head(), logIdentity: await log.identity() };
  return decideRebuild({ live, next, log: state, liveCheckpoints, nextCheckpoints, isNewlyPoisoned });
};

const fail = async ({ readModels, logger }: ProcessManagerParts, build: Generation, error: string): Promise<void> => {
  await readModels.changeGeneration(build, { state: 'failed', trouble: { reporter: REBUILD.kind, reason: error } });
  const name = generationName(build);
  logger.error({ generation: name }, `the build of ${name} has failed: ${error}`);
};

const repair = async (
  parts: ProcessManagerParts,
  build: Build,
  { thenGoal }: Extract<RebuildStep, { do: 'repair' }>,
  signal: AbortSignal,
): Promise<void> => {
  const { live, next } = build;
  const left = [
    ...(await tryAgain(parts, next, newlyPoisoned(parts.readModels, build), signal)),
    // revisions of another log say nothing of this one's streams
    ...(isOfLog(live, next) ? await copyLiveCalls(parts, build, signal) : []),
  ];
  if (left.length > 0) await fail(parts, next, describePoisoned(left));
  else await parts.readModels.changeGeneration(next, { goal: thenGoal });
};

const compare = async (parts: ProcessManagerParts, build: Build, signal: AbortSignal): Promise<void> => {
  const { live, next } = build;
  const { readModels, logger } = parts;
  const counts = await compareGenerations({ ...parts, live, next }, signal);
  // the build goes live only where it is as far as the live one is now: readers must not see older calls after the switch
  const position = isOfLog(live, next) ? positionOf(await readModels.checkpoints(live)) : null;
  const goal = { before: 'switch', live: live.number, position } as const;
  await readModels.changeGeneration(next, { state: 'ready', goal });
  const name = generationName(next);
  logger.info({ generation: name }, `${name} is ready: ${summaryOf(counts)}`);
};

const switchOver = async ({ readModels, logger }: ProcessManagerParts, { live, next }: Build): Promise<void> => {
  await readModels.switchTo(next, live);
  const name = generationName(next);
  logger.info({ generation: name }, `${name} is live, ${generationName(live)} is kept`);
};

const perform = async (
  parts: ProcessManagerParts,
  build: Build,
  step: RebuildStep,
  signal: AbortSignal,
): Promise<unknown> => {
  const { next } = build;
  const { readModels, pollMilliseconds } = parts;
  switch (step.do) {
    case 'wait':
      return pause(next.goal?.before === 'setGoal' ? pollMilliseconds : SHORT_WAIT_MILLISECONDS, signal);
    case 'setGoal':
      return readModels.changeGeneration(next, { goal: step.goal });
    case 'repair':
      return repair(parts, build, step, signal);
    case 'compare':
      return compare(parts, build, signal);
    case 'switch':
      return switchOver(parts, build);
    case 'fail':
      return fail(parts, next, step.error);
  }
};

/**
 * Carries the readers of changes over to the generation that has become live last, where that has yet to be done.
 * @throws StoreUnavailable, the signal's reason
 * @throws GenerationConflict another worker has done it: begin again
 */
const completeLastSwitch = async (
  { readModels, logger }: ProcessManagerParts,
  generations: readonly Generation[],
  signal: AbortSignal,
): Promise<void> => {
  const open = openSwitch(generations);
  if (open === null) return;
  await completeSwitch(readModels, open, signal);
  const [live, former] = [generationName(open.live), generationName(open.former)];
  logger.info({ generation: live }, `readers of changes go on from ${former} to ${live}`);
};

/**
 * The rebuild's process manager: completes the last switch, and brings a build to its end, step by step. Nothing is kept in memory, and each
 * step is a compare-and-set on the state in which it was decided: after a crash the step is begun again, and two workers at once do no harm.
 * Ends when nothing is left to be done, or the signal aborts.
 * @param onStep called after each step that did not fail
 * @throws GenerationConflict the build has changed meanwhile: begin again
 * @throws StoreUnavailable, and what else a step fails with: stored as the build's trouble until a step succeeds
 */
const bringToEnd = async (parts: ProcessManagerParts, signal: AbortSignal, onStep: () => void): Promise<void> => {
  const { readModels, rules } = parts;
  const isEnding = (): boolean => signal.aborted;
  while (!isEnding()) {
    const generations = await readModels.generations(CALLS);
    await completeLastSwitch(parts, generations, signal);
    const build = findBuild(generations, rules);
    if (build === null) return;
    try {
      await perform(parts, build, await nextStep(parts, build), signal);
      await reportTrouble(readModels, build.next, REBUILD, null);
      onStep();
    } catch (error) {
      if (isEnding()) return;
      // if it cannot be stored either, the processor's state still says it
      if (!(error instanceof GenerationConflict))
        await reportTrouble(readModels, build.next, REBUILD, reasonOf(error)).catch(() => undefined);
      throw error;
    }
  }
};

/** Runs the process manager in one worker at a time. The lease is asked for only while there is something to be done. */
export const rebuildProcessor = (parts: ProcessManagerParts): Processor => {
  const { readModels, rules, logger, pollMilliseconds } = parts;
  return new Processor(
    REBUILD,
    async (signal, report) => {
      const work = (held: AbortSignal): Promise<void> => bringToEnd(parts, held, report.running);
      while (!signal.aborted) {
        const generations = await readModels.generations(CALLS);
        const isIdle = findBuild(generations, rules) === null && openSwitch(generations) === null;
        if (isIdle) report.running();
        else await asOnlyOne(parts, { id: REBUILD, lease: REBUILD_LEASE, signal, report, work });
        await pause(pollMilliseconds, signal);
      }
    },
    logger,
  );
};
