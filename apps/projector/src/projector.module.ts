import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Rules } from '#domain';
import { Degraded, HEALTH, LOGGER, METRICS, READ_MODELS, RULES, SETTINGS, STORES } from '#server';
import type { HealthChecks, Logger } from '#server';
import type { Settings } from '#settings';
import { CALLS, generationName, liveOf, lowestOf, type Generation, type Position, type ReadModels } from '#ports';
import type { ProcessStores } from '#stores';
import { servesReaders, whyStandingStill } from './runner/generationLoops.js';
import type { Projector } from './runner/projector.js';
import { ProjectorMetrics } from './runner/projectorMetrics.js';
import { startProjectorThread } from './runner/projectorThread.js';
import { addRebuildMetrics } from './rebuild/rebuildMetrics.js';
import type { LoopState } from './runner/workLoop.js';

/** Live calls that this program cannot keep up may be behind at one place for so long: another program that can does not take longer. */
const KEPT_UP_MILLISECONDS = 5_000;

const describeStates = (states: readonly LoopState[]): string =>
  states.map(({ name, state, reason }) => `${name} ${state}: ${reason ?? ''}`).join('; ');

/** Runs this process's worker from the application's start to its shutdown. */
class ProjectorWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private projector: Projector | null = null;
  /** Where live calls of other rules were seen to be behind, and since when. */
  private behind: { readonly position: Position; readonly since: number } | null = null;

  constructor(
    @Inject(STORES) private readonly stores: ProcessStores,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly registry: Registry,
    @Inject(HEALTH) private readonly health: HealthChecks,
    @Inject(RULES) private readonly rules: Rules,
  ) {}

  onApplicationBootstrap(): void {
    const { log } = this.stores;
    const metrics = new ProjectorMetrics(this.registry, log);
    addRebuildMetrics(this.registry, log, this.readModels);
    this.projector = startProjectorThread({
      stores: this.stores.share(),
      partition: this.settings.projectorPartition,
      rules: this.rules,
      newRulesSwitch: this.settings.newRulesSwitch,
      logger: this.logger,
      onProgress: (loop, progress) => metrics.note(loop, progress),
      onLost: (error) => {
        throw error; // the process ends rather than limps
      },
    });
    this.health.add('projector', () => this.checkLoops());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.projector?.stop();
  }

  /**
   * Not ready while a loop has failed or waits for a store; waiting for another worker's lease is well. What only a build waits for
   * leaves the calls that are read as they are.
   */
  private async checkLoops(): Promise<Degraded | null> {
    const ill = (this.projector?.states() ?? []).filter(({ state, isIll }) => isIll || state === 'stopped');
    const generations = await this.readModels.generations(CALLS).catch((error: unknown) => {
      throw ill.length > 0 ? new Error(describeStates(ill)) : error;
    });
    const live = liveOf(generations);
    const serving = ill.filter(({ name }) => servesReaders(name, live));
    if (serving.length > 0) throw new Error(describeStates(serving));
    const reasons = [...(ill.length === 0 ? [] : [describeStates(ill)]), ...(await this.whatAilsLive(live))];
    return reasons.length === 0 ? null : new Degraded(reasons.join('; '));
  }

  private async whatAilsLive(live: Generation | undefined): Promise<readonly string[]> {
    if (live === undefined) return [];
    const stillBecause = whyStandingStill(live, this.rules);
    const standsStill = stillBecause !== null && !(await this.isKeptUp(live));
    const count = await this.readModels.countPoisoned(live);
    return [
      ...(standsStill ? [`${generationName(live)}: ${stillBecause}`] : []),
      ...(count === 0 ? [] : [`streams set aside, since their fold fails: ${count} (/v1/projections)`]),
    ];
  }

  /** By a program that has its rules, as that which was there before goes on until the switch (docs/rebuilds.md). */
  private async isKeptUp(live: Generation): Promise<boolean> {
    const head = await this.stores.log.head();
    const lowest = lowestOf(await this.readModels.checkpoints(live));
    if (head === null || lowest === null) return head === null;
    const { position } = lowest;
    if (position >= head) this.behind = null;
    else if (this.behind?.position !== position) this.behind = { position, since: performance.now() };
    return this.behind === null || performance.now() - this.behind.since < KEPT_UP_MILLISECONDS;
  }
}

/** Linker and projection: event log -> read models. Stores, settings, logger, metrics and health come from the server's global module. */
@Module({ providers: [ProjectorWorker] })
export class ProjectorModule {}
