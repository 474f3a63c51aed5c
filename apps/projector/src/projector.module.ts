import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Rules } from '#domain';
import type { EventLog, ReadModels } from '#ports';
import { CLOCK, HEALTH, LOGGER, METRICS, EVENT_LOG, READ_MODELS, RULES, SETTINGS, streams } from '#server';
import type { Clock, HealthChecks, Logger, Settings } from '#server';
import { linkerEventId } from './linkerEventId.js';
import { startProjector, type Projector } from './projector.js';
import { ProjectorMetrics } from './projectorMetrics.js';
import { addRebuildMetrics } from './rebuild/rebuildMetrics.js';

/** Runs this process's worker from the application's start to its shutdown. */
class ProjectorWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private projector: Projector | null = null;

  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(METRICS) private readonly registry: Registry,
    @Inject(HEALTH) private readonly health: HealthChecks,
    @Inject(RULES) private readonly rules: Rules,
  ) {}

  onApplicationBootstrap(): void {
    const metrics = new ProjectorMetrics(this.registry, this.log);
    addRebuildMetrics(this.registry, this.log, this.readModels);
    this.projector = startProjector({
      log: this.log,
      readModels: this.readModels,
      streams,
      idOf: linkerEventId,
      partition: this.settings.projectorPartition,
      now: this.now,
      rules: this.rules,
      logger: this.logger,
      onProgress: (loop, progress) => metrics.note(loop, progress),
    });
    this.health.add('projector', () => this.checkLoops());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.projector?.stop();
  }

  /** Not ready while a loop has failed or waits for a store; waiting for another worker's lease is well. */
  private checkLoops(): Promise<void> {
    const ill = (this.projector?.states() ?? []).filter(({ state, isIll }) => isIll || state === 'stopped');
    if (ill.length === 0) return Promise.resolve();
    return Promise.reject(
      new Error(ill.map(({ name, state, reason }) => `${name} ${state}: ${reason ?? ''}`).join('; ')),
    );
  }
}

/** Linker and projection: event log -> read models. Stores, settings, logger, metrics and health come from the server's global module. */
@Module({ providers: [ProjectorWorker] })
export class ProjectorModule {}
