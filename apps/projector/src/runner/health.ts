import {
  CALLS,
  generationName,
  liveOf,
  positionOf,
  type Checkpoints,
  type EventLog,
  type Generation,
  type Generations,
  type StoredDocuments,
} from '#ports';
import type { Rules } from '#domain';
import { isNewer } from '../rebuild/newRules.js';
import { describeProcessor, type ProcessorId, type ProcessorState } from './processor.js';

/** A live generation of other rules that is behind the log for so long without moving is kept up by no program. */
const KEPT_UP_MILLISECONDS = 5_000;

/**
 * Why a live generation stands still in a program with these rules: only code that has a generation's rules can keep it up, and until
 * there is a switch `asOf` stays where it is (docs/rebuilds.md#when-something-goes-wrong). Null: it does not stand still.
 */
export const whyStandingStill = (live: Pick<Generation, 'rulesVersion'>, { version }: Rules): string | null => {
  if (live.rulesVersion === version) return null;
  const remedy = isNewer(live.rulesVersion, version)
    ? '. Start the newer program'
    : ' until a build by the new ones is live';
  return `made by rules ${live.rulesVersion}, and this program has ${version}: it stands still here${remedy}`;
};

/** Whether calls that are read wait for this processor; they wait for none that works for another generation than the live one. */
export const servesReaders = (id: ProcessorId, live: Pick<Generation, 'number'> | undefined): boolean => {
  switch (id.kind) {
    case 'linker':
    case 'generations':
      return true;
    case 'projection':
      return live === undefined || id.generation.number === live.number;
    case 'deliveries':
    case 'rebuild':
    case 'upkeep':
      return false;
  }
};

const isFailing = ({ state }: ProcessorState): boolean =>
  state === 'retrying' || state === 'failed' || state === 'stopped';

const describe = (states: readonly ProcessorState[]): string[] =>
  states.map(({ id, state, reason }) => `${describeProcessor(id)} is ${state}${reason === null ? '' : `: ${reason}`}`);

export interface HealthParts {
  readonly log: EventLog;
  readonly readModels: Checkpoints & Generations & StoredDocuments;
  readonly rules: Rules;
  /** Of this process's processors, now. */
  readonly states: () => readonly ProcessorState[];
}

/** Whether a projector process does its work. */
export class ProjectorHealth {
  /** Where the live calls, made by other rules, were seen to be behind the log, and since when. */
  #behind: { readonly position: string; readonly since: number } | null = null;

  constructor(private readonly parts: HealthParts) {}

  /**
   * @returns null when all is well (to wait for a lease that another worker renews is well); else why it is degraded: readers get current
   *   answers, but a build waits, streams are poisoned, or a lease is not renewed
   * @throws Error not ready: a processor that readers wait for has failed or waits for a store; the message says which
   */
  async check(): Promise<string | null> {
    const states = this.parts.states();
    const failing = states.filter(isFailing);
    const generations = await this.parts.readModels.generations(CALLS).catch((error: unknown) => {
      throw failing.length > 0 ? new Error(describe(failing).join('; ')) : error;
    });
    const live = liveOf(generations);
    const serving = failing.filter(({ id }) => servesReaders(id, live));
    if (serving.length > 0) throw new Error(describe(serving).join('; '));
    const withSilentLease = states.filter(({ state }) => state === 'takingOver');
    const reasons = [...describe([...failing, ...withSilentLease]), ...(await this.#problemsOfLive(live))];
    return reasons.length === 0 ? null : reasons.join('; ');
  }

  async #problemsOfLive(live: Generation | undefined): Promise<readonly string[]> {
    if (live === undefined) return [];
    const { readModels, rules } = this.parts;
    const stillBecause = whyStandingStill(live, rules);
    const standsStill = stillBecause !== null && !(await this.#isKeptUp(live));
    const poisoned = await readModels.countPoisoned(live);
    return [
      ...(standsStill ? [`${generationName(live)}: ${stillBecause}`] : []),
      ...(poisoned === 0 ? [] : [`poisoned streams: ${poisoned} (/v1/projections)`]),
    ];
  }

  /** Whether another process, which has its rules, keeps the live generation up with the log (docs/rebuilds.md#a-rule-is-changed-step-by-step). */
  async #isKeptUp(live: Generation): Promise<boolean> {
    const { log, readModels } = this.parts;
    const head = await log.head();
    const position = positionOf(await readModels.checkpoints(live));
    if (head === null || position === null) return head === null;
    if (position >= head) this.#behind = null;
    else if (this.#behind?.position !== position) this.#behind = { position, since: performance.now() };
    return this.#behind === null || performance.now() - this.#behind.since < KEPT_UP_MILLISECONDS;
  }
}
