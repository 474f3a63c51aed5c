import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '#server';
import { ReadRoute } from '../http/readRoute.js';
import { Answers } from '../openapi/operation.js';
import { ListProjections } from './listProjections.js';

@ApiTags('projections')
@ReadRoute()
@Controller('v1/projections')
export class ProjectionsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Answers('ProjectionList', { summary: 'Each generation of the read model and how far it has come', refuses: [] })
  listProjections(@CurrentViewer() viewer: Viewer) {
    return this.queries.execute(new ListProjections(viewer));
  }
}
