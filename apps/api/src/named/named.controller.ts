import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '#server';
import { Queries } from '../doors.js';
import { ReadRoute } from '../http/readRoute.js';
import { AskedFor, TakesQuery } from '../http/takesQuery.js';
import { WhileWaiting } from '../http/whileWaiting.js';
import { Answers } from '../openapi/operation.js';
import { ListNamed } from './listNamed.js';
import { NAMED_QUERY, type AskedNamed } from './namedParameters.js';

/** What the filters `campaign`, `project` and `consultant` can be set to. */
@ApiTags('statistics')
@ReadRoute()
@Controller('v1')
export class NamedController {
  constructor(@Inject(Queries) private readonly queries: Queries) {}

  @Get('campaigns')
  @TakesQuery(NAMED_QUERY)
  @Answers('CampaignPage', { summary: 'Campaigns that calls were made for, by name, then by id', refuses: [400] })
  listCampaigns(@AskedFor() asked: AskedNamed, @CurrentViewer() viewer: Viewer, @WhileWaiting() signal: AbortSignal) {
    return this.queries.execute(new ListNamed('campaign', asked, viewer, signal));
  }

  @Get('projects')
  @TakesQuery(NAMED_QUERY)
  @Answers('ProjectPage', { summary: 'Projects that calls belong to, by name, then by id', refuses: [400] })
  listProjects(@AskedFor() asked: AskedNamed, @CurrentViewer() viewer: Viewer, @WhileWaiting() signal: AbortSignal) {
    return this.queries.execute(new ListNamed('project', asked, viewer, signal));
  }

  @Get('consultants')
  @TakesQuery(NAMED_QUERY)
  @Answers('ConsultantPage', { summary: 'Consultants of calls, by name, then by id', refuses: [400] })
  listConsultants(@AskedFor() asked: AskedNamed, @CurrentViewer() viewer: Viewer, @WhileWaiting() signal: AbortSignal) {
    return this.queries.execute(new ListNamed('consultant', asked, viewer, signal));
  }
}
