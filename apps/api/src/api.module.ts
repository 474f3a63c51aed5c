import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { HEALTH, type HealthChecks } from '#server';
import { CallsController } from './calls/calls.controller.js';
import { FindCallsHandler } from './calls/findCalls.js';
import { GetCallHandler } from './calls/getCall.js';
import { GetTimelineHandler } from './calls/getTimeline.js';
import { FindLegsHandler } from './legs/findLegs.js';
import { LegsController } from './legs/legs.controller.js';
import { Moments } from './moment.js';
import { ListProjectionsHandler } from './projections/listProjections.js';
import { ProjectionsController } from './projections/projections.controller.js';
import { DifferencesController } from './rebuilds/differences.controller.js';
import { GetRebuildHandler, ListRebuildsHandler } from './rebuilds/findRebuild.js';
import { RebuildsController } from './rebuilds/rebuilds.controller.js';
import { ChangeRebuildHandler, RollBackHandler, StartRebuildHandler } from './rebuilds/requestRebuild.js';
import { GetRecordHandler } from './records/getRecord.js';
import { RecordsController } from './records/records.controller.js';
import { QueryStatisticsHandler } from './statistics/queryStatistics.js';
import { StatisticsController } from './statistics/statistics.controller.js';

const QUERY_HANDLERS = [
  FindCallsHandler,
  GetCallHandler,
  GetTimelineHandler,
  GetRecordHandler,
  FindLegsHandler,
  QueryStatisticsHandler,
  ListProjectionsHandler,
  ListRebuildsHandler,
  GetRebuildHandler,
];
const COMMAND_HANDLERS = [StartRebuildHandler, ChangeRebuildHandler, RollBackHandler];

/** Read models -> REST. Its providers get what tokens.ts of #server names from the process they run in. */
@Module({
  imports: [CqrsModule],
  controllers: [
    CallsController,
    LegsController,
    RecordsController,
    StatisticsController,
    ProjectionsController,
    RebuildsController,
    DifferencesController,
  ],
  providers: [Moments, ...QUERY_HANDLERS, ...COMMAND_HANDLERS],
})
export class ApiModule implements OnModuleInit {
  constructor(
    @Inject(HEALTH) private readonly health: HealthChecks,
    @Inject(Moments) private readonly moments: Moments,
  ) {}

  /** Ready only once there is something to answer from. */
  onModuleInit(): void {
    this.health.add('liveProjection', () => this.moments.begin());
  }
}
