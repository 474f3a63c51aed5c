import { Readable } from 'node:stream';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ReadUpTo } from '#projections';
import { credentialsOf, CurrentViewer, type Viewer } from '#server';
import { Queries } from '../doors.js';
import { ReadRoute } from '../http/readRoute.js';
import { AskedFor, TakesQuery } from '../http/takesQuery.js';
import { Answers } from '../openapi/operation.js';
import { badQuery } from '../refusals.js';
import { CHANGE_STREAM_QUERY, CHANGES_QUERY, type AskedChanges, type AskedChangeStream } from './changeParameters.js';
import { ChangeStreams } from './changeStreams.js';
import { readChangeToken } from './changeToken.js';
import { FindChanges } from './findChanges.js';

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // proxies that compress or buffer would keep events back
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/** @throws 400 the header holds something else */
const lastEventId = ({ headers }: FastifyRequest): ReadUpTo | null => {
  const text = headers['last-event-id'];
  if (text === undefined || text === '') return null;
  const readUpTo = readChangeToken(String(text));
  if (readUpTo === null)
    throw badQuery([{ field: 'Last-Event-ID', message: 'must be the id of an earlier event, unchanged' }]);
  return readUpTo;
};

@ApiTags('changes')
@ReadRoute()
@Controller('v1/changes')
export class ChangesController {
  constructor(
    @Inject(Queries) private readonly queries: Queries,
    @Inject(ChangeStreams) private readonly streams: ChangeStreams,
  ) {}

  @Get()
  @TakesQuery(CHANGES_QUERY)
  @Answers('ChangePage', { summary: 'Calls that have changed or gone, in the order of the log', refuses: [400] })
  findChanges(@AskedFor() asked: AskedChanges, @CurrentViewer() viewer: Viewer) {
    return this.queries.execute(new FindChanges(asked, viewer));
  }

  @Get('stream')
  @TakesQuery(CHANGE_STREAM_QUERY)
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The id of the last event that was taken.' })
  @Answers('Change', {
    summary: 'The same as server-sent events: `change`, its data one item, its id a token',
    refuses: [400],
    events: true,
  })
  async streamChanges(
    @AskedFor() asked: AskedChangeStream,
    @CurrentViewer() viewer: Viewer,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const since = lastEventId(request) ?? asked.since ?? null;
    const { events, close } = this.streams.open(viewer, credentialsOf(request), since);
    reply.raw.on('close', close);
    await reply.headers(STREAM_HEADERS).send(Readable.from(events));
  }
}
