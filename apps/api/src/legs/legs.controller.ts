import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '#server';
import { Queries } from '../doors.js';
import { ReadRoute } from '../http/readRoute.js';
import { AskedFor, TakesQuery } from '../http/takesQuery.js';
import { WhileWaiting } from '../http/whileWaiting.js';
import { Answers } from '../openapi/operation.js';
import { LIST_QUERY, type AskedList } from '../pages.js';
import { FindLegs } from './findLegs.js';

@ApiTags('legs')
@ReadRoute()
@Controller('v1/legs')
export class LegsController {
  constructor(@Inject(Queries) private readonly queries: Queries) {}

  @Get()
  @TakesQuery(LIST_QUERY)
  @Answers('LegPage', { summary: 'Legs, for statistics by consultant where a call had several', refuses: [400, 403] })
  findLegs(@AskedFor() asked: AskedList, @CurrentViewer() viewer: Viewer, @WhileWaiting() signal: AbortSignal) {
    return this.queries.execute(new FindLegs(asked, viewer, signal));
  }
}
