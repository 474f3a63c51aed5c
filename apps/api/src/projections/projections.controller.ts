import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '#server';
import { Queries } from '../doors.js';
import { ReadRoute } from '../http/readRoute.js';
import { Answers } from '../openapi/operation.js';
import { ListProjections } from './listProjections.js';

@ApiTags('projections')
@ReadRoute()
@Controller('v1/projections')
export class ProjectionsController {
  constructor(@Inject(Queries) private readonly queries: Queries) {}

  @Get()
  @Answers('ProjectionList', { summary: 'Each generation of the read model and how far it has come', refuses: [] })
  listProjections(@CurrentViewer() viewer: Viewer) {
    return this.queries.execute(new ListProjections(viewer));
  }
}
