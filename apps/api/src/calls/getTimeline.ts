import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { EventLog, ReadModels, RecordedEvent } from '#ports';
import { EVENT_LOG, READ_MODELS, type Viewer } from '#server';
import type { ListAnswer } from '../answers.js';
import { Moments } from '../moment.js';
import { findCall } from './getCall.js';
import { timelineOf, type TimelineItem } from './timeline.js';

/** The events of a call's dialogs, in domain order. */
export class GetTimeline extends Query<ListAnswer<TimelineItem>> {
  constructor(
    readonly dialogUuid: string,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(
    @Inject(Moments) private readonly moments: Moments,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(EVENT_LOG) private readonly log: EventLog,
  ) {}

  async execute({ dialogUuid, viewer }: GetTimeline): Promise<ListAnswer<TimelineItem>> {
    const { generation, envelope } = await this.moments.begin();
    const call = await findCall(this.readModels, generation, dialogUuid, viewer);
    const events: RecordedEvent[] = [];
    for await (const event of this.log.readStream(call.revision.stream)) events.push(event);
    return { items: timelineOf(call, events, viewer), nextCursor: null, ...envelope };
  }
}
