import { Readable } from 'node:stream';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer, type Viewer } from '#server';
import { Queries } from '../doors.js';
import { ReadRoute } from '../http/readRoute.js';
import { AskedFor, TakesQuery } from '../http/takesQuery.js';
import { WhileWaiting } from '../http/whileWaiting.js';
import { Answers } from '../openapi/operation.js';
import { compileStatistics } from './compileStatistics.js';
import { QueryStatistics } from './queryStatistics.js';
import { STATISTICS_QUERY, type AskedStatistics } from './statisticsParameters.js';
import { csvOf, jsonOf } from './writeStatistics.js';

@ApiTags('statistics')
@ReadRoute()
@Controller('v1/stats')
export class StatisticsController {
  constructor(@Inject(Queries) private readonly queries: Queries) {}

  @Get()
  @TakesQuery(STATISTICS_QUERY)
  @Answers('Statistics', { summary: 'Figures over the calls that pass the filters', refuses: [400, 403], csv: true })
  async getStatistics(
    @AskedFor() asked: AskedStatistics,
    @CurrentViewer() viewer: Viewer,
    @WhileWaiting() signal: AbortSignal,
    @Req() { method }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const csv = asked.format === 'csv';
    void reply.header(
      'content-type',
      csv ? 'text/csv; charset=utf-8; header=present' : 'application/json; charset=utf-8',
    );
    if (method === 'HEAD') {
      compileStatistics(asked, viewer); // refused is what would be, but nothing is counted
      await reply.send();
      return;
    }
    const answered = await this.queries.execute(new QueryStatistics(asked, viewer, signal));
    await reply.send(Readable.from(csv ? csvOf(answered) : jsonOf(answered)));
  }
}
