import type { CallQueries, EventLog, RecordedEvent } from '#ports';
import type { Viewer } from '#server';
import type { ListAnswer } from '../answers.js';
import { Query, type Handler } from '../messages.js';
import type { ReadContexts } from '../readContext.js';
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

export class GetTimelineHandler implements Handler<GetTimeline, ListAnswer<TimelineItem>> {
  constructor(
    private readonly contexts: ReadContexts,
    private readonly readModels: CallQueries,
    private readonly log: EventLog,
  ) {}

  async execute({ dialogUuid, viewer }: GetTimeline): Promise<ListAnswer<TimelineItem>> {
    const context = await this.contexts.begin(viewer);
    const call = await findCall(this.readModels, context, dialogUuid);
    const events: RecordedEvent[] = [];
    for await (const event of this.log.readStream(call.revision.stream)) events.push(event);
    return { items: timelineOf(call, events, viewer), nextCursor: null, ...context.envelope };
  }
}
