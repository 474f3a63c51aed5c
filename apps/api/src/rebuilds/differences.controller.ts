import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CallDifference } from '#domain';
import { CurrentViewer, LOGGER, type Logger, type Viewer } from '#server';
import { Queries } from '../doors.js';
import { ReadsQuery } from '../http/takesQuery.js';
import { Answers, TakesRebuild } from '../openapi/operation.js';
import { ReadDifferences } from './findRebuild.js';
import { RebuildRoute } from './rebuildRoute.js';

async function* linesOf(differences: AsyncIterable<CallDifference>): AsyncGenerator<string> {
  for await (const difference of differences) yield `${JSON.stringify(difference)}\n`;
}

/** A rebuild may change every call there is: its differences are streamed. */
@ApiTags('rebuilds')
@UseInterceptors(ReadsQuery, RebuildRoute)
@Controller('admin/projections/:projection/rebuilds/:id/differences')
export class DifferencesController {
  constructor(
    @Inject(Queries) private readonly queries: Queries,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get()
  @TakesRebuild()
  @Answers('CallDifference', {
    summary: 'Every call that it adds, removes or changes, a line each',
    refuses: [403, 404, 409],
    lines: true,
  })
  async streamDifferences(
    @Param('id') id: string,
    @CurrentViewer() viewer: Viewer,
    @Req() { method }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const differences = await this.queries.execute(new ReadDifferences(id));
    void reply.header('content-type', 'application/x-ndjson; charset=utf-8');
    if (method === 'HEAD') {
      await reply.send();
      return;
    }
    const line = { audit: 'unmasked_export', file: `${id} differences`, key: viewer.name, role: viewer.role };
    this.logger.info(line, 'unmasked export begins');
    await reply.send(Readable.from(linesOf(differences)));
  }
}
