import { Controller, Get, Inject, Param, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '#server';
import { Queries } from '../doors.js';
import { TagsEntity } from '../http/entityTag.js';
import { ReadRoute } from '../http/readRoute.js';
import { AskedFor, TakesQuery } from '../http/takesQuery.js';
import { WhileWaiting } from '../http/whileWaiting.js';
import { Answers, TakesDialogUuid } from '../openapi/operation.js';
import { LIST_QUERY, SINGLE_QUERY, type AskedList, type AskedSingle } from '../pages.js';
import { FindCalls } from './findCalls.js';
import { GetCall } from './getCall.js';
import { GetTimeline } from './getTimeline.js';

@ApiTags('calls')
@ReadRoute()
@Controller('v1/calls')
export class CallsController {
  constructor(@Inject(Queries) private readonly queries: Queries) {}

  @Get()
  @TakesQuery(LIST_QUERY)
  @Answers('CallPage', { summary: 'Calls that pass the filters, the newest start first', refuses: [400, 403] })
  findCalls(@AskedFor() asked: AskedList, @CurrentViewer() viewer: Viewer, @WhileWaiting() signal: AbortSignal) {
    return this.queries.execute(new FindCalls(asked, viewer, signal));
  }

  @Get(':id')
  @UseInterceptors(TagsEntity)
  @TakesDialogUuid()
  @TakesQuery(SINGLE_QUERY)
  @Answers('CallAnswer', { summary: 'One call with its legs', refuses: [404], tagged: true })
  getCall(@Param('id') id: string, @AskedFor() asked: AskedSingle, @CurrentViewer() viewer: Viewer) {
    return this.queries.execute(new GetCall(id, asked, viewer));
  }

  @Get(':id/timeline')
  @TakesDialogUuid()
  @Answers('Timeline', { summary: "The events of the call's dialogs, in domain order", refuses: [404] })
  getTimeline(@Param('id') id: string, @CurrentViewer() viewer: Viewer) {
    return this.queries.execute(new GetTimeline(id, viewer));
  }
}
