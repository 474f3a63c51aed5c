import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Leg } from '#domain';
import type { ReadModels } from '#ports';
import { READ_MODELS, type Viewer } from '#server';
import type { ListAnswer } from '../answers.js';
import { Moments } from '../moment.js';
import { askPage, type AskedList } from '../pages.js';
import { legFor } from '../viewer.js';

/** A leg by itself names the call and the record it belongs to. */
export interface ListedLeg extends Leg {
  readonly callId: string;
  readonly recordId: string | null;
}

/** A page of legs, by the start of their calls. */
export class FindLegs extends Query<ListAnswer<ListedLeg>> {
  constructor(
    readonly asked: AskedList,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

@QueryHandler(FindLegs)
export class FindLegsHandler implements IQueryHandler<FindLegs> {
  constructor(
    @Inject(Moments) private readonly moments: Moments,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute({ asked, viewer }: FindLegs): Promise<ListAnswer<ListedLeg>> {
    const question = askPage('legs', asked, viewer);
    const { clock, generation, envelope } = await this.moments.begin();
    const page = await this.readModels.findLegs(generation, question.at(clock));
    const items = page.items.map(({ call, leg }) => ({
      callId: call.id,
      recordId: call.recordId,
      ...legFor(viewer, leg),
    }));
    return { items, nextCursor: question.cursorAfter(page), ...envelope };
  }
}
