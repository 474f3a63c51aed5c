import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Call } from '#domain';
import type { ReadModels } from '#ports';
import { READ_MODELS, type Viewer } from '#server';
import { showCall, type ListAnswer } from '../answers.js';
import { Moments } from '../moment.js';
import { askPage, type AskedList } from '../pages.js';

/** A page of calls. */
export class FindCalls extends Query<ListAnswer<Call>> {
  constructor(
    readonly asked: AskedList,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

@QueryHandler(FindCalls)
export class FindCallsHandler implements IQueryHandler<FindCalls> {
  constructor(
    @Inject(Moments) private readonly moments: Moments,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute({ asked, viewer }: FindCalls): Promise<ListAnswer<Call>> {
    const question = askPage('calls', asked, viewer);
    const { clock, generation, envelope } = await this.moments.begin();
    const page = await this.readModels.findCalls(generation, question.at(clock));
    const items = page.items.map((call) => showCall(call, clock, viewer));
    return { items, nextCursor: question.cursorAfter(page), ...envelope };
  }
}
