import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Rules } from '#domain';
import { Degraded, HEALTH, LOGGER, METRICS, READ_MODELS, RULES, SETTINGS, STORES } from '#server';
import type { HealthChecks, Logger } from '#server';
import type { Settings } from '#settings';
import { CALLS, liveOf, type ReadModels } from '#ports';
import type { ProcessStores } from '#stores';
import type { Projector } from './projector.js';
import { ProjectorMetrics } from './projectorMetrics.js';
import { startProjectorThread } from './projectorThread.js';
import { addRebuildMetrics } from './rebuild/rebuildMetrics.js';

/** Runs this process's worker from the application's start to its shutdown. */
class ProjectorWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private projector: Projector | null = null;

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

  /** Not ready while a loop has failed or waits for a store; waiting for another worker's lease is well. */
  private async checkLoops(): Promise<Degraded | null> {
    const ill = (this.projector?.states() ?? []).filter(({ state, isIll }) => isIll || state === 'stopped');
    if (ill.length > 0)
      throw new Error(ill.map(({ name, state, reason }) => `${name} ${state}: ${reason ?? ''}`).join('; '));
    const live = liveOf(await this.readModels.generations(CALLS));
    const { length } = live === undefined ? [] : await this.readModels.poisoned(live);
    return length === 0 ? null : new Degraded(`streams set aside, since their fold fails: ${length} (/v1/projections)`);
  }
}

/** Linker and projection: event log -> read models. Stores, settings, logger, metrics and health come from the server's global module. */
@Module({ providers: [ProjectorWorker] })
export class ProjectorModule {}
