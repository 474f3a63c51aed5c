import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '#server';
import { Queries } from '../doors.js';
import { ReadRoute } from '../http/readRoute.js';
import { AskedFor, TakesQuery } from '../http/takesQuery.js';
import { Answers } from '../openapi/operation.js';
import { SINGLE_QUERY, type AskedSingle } from '../pages.js';
import { FindRecords } from './findRecords.js';
import { GetRecord } from './getRecord.js';
import { RECORDS_QUERY, type AskedRecords } from './recordParameters.js';

@ApiTags('records')
@ReadRoute()
@Controller('v1/records')
export class RecordsController {
  constructor(@Inject(Queries) private readonly queries: Queries) {}

  @Get()
  @TakesQuery(RECORDS_QUERY)
  @Answers('RecordPage', {
    summary:
      'Campaign records that have been tried, the newest first attempt first; filters are about the first attempt',
    refuses: [400],
  })
  findRecords(@AskedFor() asked: AskedRecords, @CurrentViewer() viewer: Viewer) {
    return this.queries.execute(new FindRecords(asked, viewer));
  }

  @Get(':recordId')
  @TakesQuery(SINGLE_QUERY)
  @ApiParam({ name: 'recordId', description: "The platform's id of the record", example: '5f46504480f35766ae0e449e' })
  @Answers('RecordAnswer', { summary: 'A campaign record with its attempts', refuses: [404] })
  getRecord(@Param('recordId') recordId: string, @AskedFor() asked: AskedSingle, @CurrentViewer() viewer: Viewer) {
    return this.queries.execute(new GetRecord(recordId, asked, viewer));
  }
}
