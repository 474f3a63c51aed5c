import type { ListedLeg } from '#domain';
import type { CallQueries } from '#ports';
import type { Viewer } from '#server';
import { totalOf, type ListAnswer } from '../answers.js';
import { Query, type Handler } from '../messages.js';
import type { ReadContexts } from '../readContext.js';
import { askPage, type AskedList } from '../pages.js';

/** A page of legs, by the start of their calls. */
export class FindLegs extends Query<ListAnswer<ListedLeg>> {
  constructor(
    readonly asked: AskedList,
    readonly viewer: Viewer,
    /** Aborted when nobody waits for the answer any more. */
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

export class FindLegsHandler implements Handler<FindLegs, ListAnswer<ListedLeg>> {
  constructor(
    private readonly contexts: ReadContexts,
    private readonly readModels: CallQueries,
  ) {}

  async execute({ asked, viewer, signal }: FindLegs): Promise<ListAnswer<ListedLeg>> {
    const question = askPage('legs', asked, viewer);
    const context = await this.contexts.begin(viewer, asked);
    const query = question.at(context.clock);
    const [page, total] = await Promise.all([
      this.readModels.findLegs(context.generation, query, signal),
      question.total ? this.readModels.countLegs(context.generation, query.filter, signal) : null,
    ]);
    const items = page.items.map(({ call, leg }) => ({
      callId: call.id,
      recordId: call.recordId,
      ...context.showLeg(leg),
    }));
    return { items, nextCursor: question.cursorAfter(page), ...totalOf(total), ...context.envelope };
  }
}
