import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Res, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Generation, ReadModels } from '#ports';
import { allDifferences } from '#projections';
import { READ_MODELS } from '#server';
import { ReadsQuery } from '../http/takesQuery.js';
import { Answers, TakesRebuild } from '../openapi/operation.js';
import { conflict } from '../refusals.js';
import { existingGeneration } from './findRebuild.js';
import { RebuildRoute } from './rebuildRoute.js';

async function* linesOf(readModels: ReadModels, generation: Generation): AsyncGenerator<string> {
  for await (const difference of allDifferences(readModels, generation)) yield `${JSON.stringify(difference)}\n`;
}

/** A rebuild may change every call there is: its differences are streamed, page by page from the store. */
@ApiTags('rebuilds')
@UseInterceptors(ReadsQuery, RebuildRoute)
@Controller('admin/projections/:projection/rebuilds/:id/differences')
export class DifferencesController {
  constructor(@Inject(READ_MODELS) private readonly readModels: ReadModels) {}

  @Get()
  @TakesRebuild()
  @Answers('CallDifference', {
    summary: 'Every call that it adds, removes or changes, a line each',
    refuses: [403, 404, 409],
    lines: true,
  })
  async streamDifferences(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const generation = await existingGeneration(this.readModels, id);
    if (generation.state === 'dropped') throw conflict(`${id} has been dropped, and its differences with it`);
    if ((await this.readModels.comparison(generation)) === null) throw conflict(`${id} has not been compared yet`);
    const lines = Readable.from(linesOf(this.readModels, generation));
    await reply.header('content-type', 'application/x-ndjson; charset=utf-8').send(lines);
  }
}
