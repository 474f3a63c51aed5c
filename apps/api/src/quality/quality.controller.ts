import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '#server';
import { Queries } from '../doors.js';
import { ReadRoute } from '../http/readRoute.js';
import { AskedFor, TakesQuery } from '../http/takesQuery.js';
import { WhileWaiting } from '../http/whileWaiting.js';
import { Answers } from '../openapi/operation.js';
import { QUALITY_QUERY, type AskedQuality } from './qualityParameters.js';
import { ReportQuality } from './reportQuality.js';

@ApiTags('quality')
@ReadRoute()
@Controller('v1/quality')
export class QualityController {
  constructor(@Inject(Queries) private readonly queries: Queries) {}

  @Get()
  @TakesQuery(QUALITY_QUERY)
  @Answers('QualityReport', { summary: 'How good the data is that the calls were made of', refuses: [400] })
  reportQuality(@AskedFor() asked: AskedQuality, @CurrentViewer() viewer: Viewer, @WhileWaiting() signal: AbortSignal) {
    return this.queries.execute(new ReportQuality(asked, viewer, signal));
  }
}
