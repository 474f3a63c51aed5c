import type { Provider } from '@nestjs/common';
import { CommandBus, CommandHandler, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, EVENT_LOG, LOGGER, METRICS, READ_MODELS, RULES, SETTINGS, VIEWERS } from '#server';
import { Commands, Queries } from './doors.js';
import type { Handler } from './messages.js';
import { FindCalls, FindCallsHandler } from './calls/findCalls.js';
import { GetCall, GetCallHandler } from './calls/getCall.js';
import { GetTimeline, GetTimelineHandler } from './calls/getTimeline.js';
import { FindRecords, FindRecordsHandler } from './records/findRecords.js';
import { GetRecord, GetRecordHandler } from './records/getRecord.js';
import { StartExport, StartExportHandler } from './exports/startExport.js';
import { ChangeReader } from './changes/changeReader.js';
import { ChangeStreams } from './changes/changeStreams.js';
import { FindChanges, FindChangesHandler } from './changes/findChanges.js';
import { FindLegs, FindLegsHandler } from './legs/findLegs.js';
import { ListNamed, ListNamedHandler } from './named/listNamed.js';
import { ListProjections, ListProjectionsHandler } from './projections/listProjections.js';
import { ReportQuality, ReportQualityHandler } from './quality/reportQuality.js';
import {
  GetRebuild,
  GetRebuildHandler,
  ListRebuilds,
  ListRebuildsHandler,
  ReadDifferences,
  ReadDifferencesHandler,
} from './rebuilds/findRebuild.js';
import {
  ChangeRebuild,
  ChangeRebuildHandler,
  RollBack,
  RollBackHandler,
  StartRebuild,
  StartRebuildHandler,
} from './rebuilds/requestRebuild.js';
import { ReadContexts } from './readContext.js';
import { QueryStatistics, QueryStatisticsHandler } from './statistics/queryStatistics.js';
import { StatisticsLimit } from './statistics/statisticsLimit.js';

/** A plain class, and the tokens of what its constructor takes, in order. */
type Plain = new (...parts: never[]) => object;
type MessageOf<Message> = new (...parts: never[]) => Message;
type HandlerOf<Message> = new (...parts: never[]) => Handler<Message, unknown>;

const made = (plain: Plain, ...inject: (symbol | Plain)[]): Provider => ({
  provide: plain,
  inject,
  useFactory: (...parts: never[]) => new plain(...parts),
});

/** Says to Nest's bus which handler answers a query, so that the handler itself need not know of Nest. */
const answers = <Message extends object>(
  query: MessageOf<Message>,
  handler: HandlerOf<Message>,
  ...inject: (symbol | Plain)[]
): Provider => {
  QueryHandler(query)(handler);
  return made(handler, ...inject);
};

const performs = <Message extends object>(
  command: MessageOf<Message>,
  handler: HandlerOf<Message>,
  ...inject: (symbol | Plain)[]
): Provider => {
  CommandHandler(command)(handler);
  return made(handler, ...inject);
};

/** What the application can be asked and told, all of it. A new query has its line here. */
export const HANDLERS: readonly Provider[] = [
  answers(FindCalls, FindCallsHandler, ReadContexts, READ_MODELS),
  answers(GetCall, GetCallHandler, ReadContexts, READ_MODELS),
  answers(GetTimeline, GetTimelineHandler, ReadContexts, READ_MODELS, EVENT_LOG),
  answers(GetRecord, GetRecordHandler, ReadContexts, READ_MODELS),
  answers(FindRecords, FindRecordsHandler, ReadContexts, READ_MODELS),
  answers(FindLegs, FindLegsHandler, ReadContexts, READ_MODELS),
  answers(QueryStatistics, QueryStatisticsHandler, ReadContexts, READ_MODELS, StatisticsLimit),
  answers(ListNamed, ListNamedHandler, ReadContexts, READ_MODELS, StatisticsLimit),
  answers(ReportQuality, ReportQualityHandler, ReadContexts, READ_MODELS, StatisticsLimit),
  answers(StartExport, StartExportHandler, ReadContexts, READ_MODELS, SETTINGS, LOGGER, METRICS),
  answers(FindChanges, FindChangesHandler, ChangeReader),
  answers(ListProjections, ListProjectionsHandler, ReadContexts, READ_MODELS, EVENT_LOG),
  answers(ListRebuilds, ListRebuildsHandler, EVENT_LOG, READ_MODELS),
  answers(GetRebuild, GetRebuildHandler, EVENT_LOG, READ_MODELS),
  answers(ReadDifferences, ReadDifferencesHandler, READ_MODELS),

  performs(StartRebuild, StartRebuildHandler, EVENT_LOG, READ_MODELS, RULES, LOGGER),
  performs(ChangeRebuild, ChangeRebuildHandler, EVENT_LOG, READ_MODELS, LOGGER),
  performs(RollBack, RollBackHandler, EVENT_LOG, READ_MODELS, LOGGER),
];

/** What the handlers and the controllers share. */
export const SHARED: readonly Provider[] = [
  made(ReadContexts, EVENT_LOG, READ_MODELS, SETTINGS, CLOCK),
  made(StatisticsLimit),
  made(ChangeReader, ReadContexts, READ_MODELS),
  made(ChangeStreams, ChangeReader, READ_MODELS, VIEWERS, METRICS),
  made(Queries, QueryBus, METRICS),
  made(Commands, CommandBus),
];
