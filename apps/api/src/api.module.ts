import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { HEALTH, type HealthChecks } from '#server';
import { CallsController } from './calls/calls.controller.js';
import { ExportsController } from './exports/exports.controller.js';
import { ChangesController } from './changes/changes.controller.js';
import { HANDLERS, SHARED } from './handlers.js';
import { LegsController } from './legs/legs.controller.js';
import { NamedController } from './named/named.controller.js';
import { ProjectionsController } from './projections/projections.controller.js';
import { QualityController } from './quality/quality.controller.js';
import { ReadContexts } from './readContext.js';
import { DifferencesController } from './rebuilds/differences.controller.js';
import { RebuildsController } from './rebuilds/rebuilds.controller.js';
import { RecordsController } from './records/records.controller.js';
import { SessionController } from './session/session.controller.js';
import { StatisticsController } from './statistics/statistics.controller.js';

/** Read models -> REST. Its providers get what tokens.ts of #server names from the process they run in. */
@Module({
  imports: [CqrsModule],
  controllers: [
    CallsController,
    LegsController,
    RecordsController,
    NamedController,
    StatisticsController,
    QualityController,
    ExportsController,
    ChangesController,
    ProjectionsController,
    RebuildsController,
    DifferencesController,
    SessionController,
  ],
  providers: [...SHARED, ...HANDLERS],
})
export class ApiModule implements OnModuleInit {
  constructor(
    @Inject(HEALTH) private readonly health: HealthChecks,
    @Inject(ReadContexts) private readonly contexts: ReadContexts,
  ) {}

  /** Ready only once there is something to answer from. */
  onModuleInit(): void {
    this.health.add('liveProjection', () => this.contexts.checkLive());
  }
}
