import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Rules } from '#domain';
import { CLOCK, Degraded, HEALTH, LOGGER, METRICS, READ_MODELS, RULES, SETTINGS, STORES } from '#server';
import type { Clock, HealthChecks, Logger } from '#server';
import type { Settings } from '#settings';
import type { ReadModels } from '#ports';
import type { ProcessStores } from '#stores';
import { ProjectorHealth } from './runner/health.js';
import type { Projector } from './runner/projector.js';
import { addProjectorMetrics } from './runner/metrics.js';
import { startProjectorThread } from './runner/projectorThread.js';

/** Runs this process's worker from the application's start to its shutdown. */
class ProjectorWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  #projector: Projector | null = null;

  constructor(
    @Inject(STORES) private readonly stores: ProcessStores,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(METRICS) private readonly registry: Registry,
    @Inject(HEALTH) private readonly health: HealthChecks,
    @Inject(RULES) private readonly rules: Rules,
  ) {}

  onApplicationBootstrap(): void {
    const { log } = this.stores;
    const countEvents = addProjectorMetrics(this.registry, { log, readModels: this.readModels, now: this.clock });
    const projector = startProjectorThread({
      stores: this.stores.share(),
      partition: this.settings.projectorPartition,
      rules: this.rules,
      newRulesSwitch: this.settings.newRulesSwitch,
      logger: this.logger,
      onHandled: countEvents,
      onLost: (error) => {
        throw error; // the process ends rather than limps
      },
    });
    this.#projector = projector;
    const health = new ProjectorHealth({
      log,
      readModels: this.readModels,
      rules: this.rules,
      states: () => projector.states(),
    });
    this.health.add('projector', async () => {
      const reason = await health.check();
      return reason === null ? null : new Degraded(reason);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#projector?.stop();
  }
}

/** Linker and projection: event log -> read models. Stores, settings, logger, metrics and health come from the server's global module. */
@Module({ providers: [ProjectorWorker] })
export class ProjectorModule {}
