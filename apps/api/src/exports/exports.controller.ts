import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ExportFile } from '#exports';
import { CurrentViewer, type Viewer } from '#server';
import { Queries } from '../doors.js';
import { ReadRoute } from '../http/readRoute.js';
import { AskedFor, TakesQuery } from '../http/takesQuery.js';
import { AnswersFile } from '../openapi/operation.js';
import { EXPORT_QUERIES, type AskedExport } from './exportParameters.js';
import { sendFile } from './sendFile.js';
import { StartExport } from './startExport.js';

@ApiTags('exports')
@ReadRoute()
@Controller('v1/export')
export class ExportsController {
  constructor(@Inject(Queries) private readonly queries: Queries) {}

  @Get('calls.csv')
  @TakesQuery(EXPORT_QUERIES['calls.csv'])
  @AnswersFile('text/csv', 'The calls that pass the filters, a line each, the oldest first')
  exportCallsCsv(@AskedFor() asked: AskedExport, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply) {
    return this.#send('calls.csv', asked, viewer, reply);
  }

  @Get('calls.ndjson')
  @TakesQuery(EXPORT_QUERIES['calls.ndjson'])
  @AnswersFile('application/x-ndjson', 'The calls that pass the filters, a JSON object each, the oldest first')
  exportCallsNdjson(@AskedFor() asked: AskedExport, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply) {
    return this.#send('calls.ndjson', asked, viewer, reply);
  }

  @Get('legs.csv')
  @TakesQuery(EXPORT_QUERIES['legs.csv'])
  @AnswersFile('text/csv', 'The legs that pass the filters, a line each, by the start of their calls')
  exportLegsCsv(@AskedFor() asked: AskedExport, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply) {
    return this.#send('legs.csv', asked, viewer, reply);
  }

  @Get('calls.parquet')
  @TakesQuery(EXPORT_QUERIES['calls.parquet'])
  @AnswersFile('application/vnd.apache.parquet', 'The calls that pass the filters as Parquet, the oldest first')
  exportCallsParquet(@AskedFor() asked: AskedExport, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply) {
    return this.#send('calls.parquet', asked, viewer, reply);
  }

  @Get('legs.parquet')
  @TakesQuery(EXPORT_QUERIES['legs.parquet'])
  @AnswersFile(
    'application/vnd.apache.parquet',
    'The legs that pass the filters as Parquet, by the start of their calls',
  )
  exportLegsParquet(@AskedFor() asked: AskedExport, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply) {
    return this.#send('legs.parquet', asked, viewer, reply);
  }

  async #send(file: ExportFile, asked: AskedExport, viewer: Viewer, reply: FastifyReply): Promise<void> {
    const started = await this.queries.execute(new StartExport(file, asked, viewer));
    await sendFile(file, started, reply);
  }
}
