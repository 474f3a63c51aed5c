import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Res, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { CallDifference } from '#domain';
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
  constructor(@Inject(Queries) private readonly queries: Queries) {}

  @Get()
  @TakesRebuild()
  @Answers('CallDifference', {
    summary: 'Every call that it adds, removes or changes, a line each',
    refuses: [403, 404, 409],
    lines: true,
  })
  async streamDifferences(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const lines = Readable.from(linesOf(await this.queries.execute(new ReadDifferences(id))));
    await reply.header('content-type', 'application/x-ndjson; charset=utf-8').send(lines);
  }
}
