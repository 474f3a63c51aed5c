import type { Call } from '#domain';
import type { CallQueries } from '#ports';
import type { Viewer } from '#server';
import { totalOf, type ListAnswer } from '../answers.js';
import { Query, type Handler } from '../messages.js';
import type { ReadContexts } from '../readContext.js';
import { askPage, type AskedList } from '../pages.js';

/** A page of calls. */
export class FindCalls extends Query<ListAnswer<Call>> {
  constructor(
    readonly asked: AskedList,
    readonly viewer: Viewer,
    /** Aborted when nobody waits for the answer any more. */
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

export class FindCallsHandler implements Handler<FindCalls, ListAnswer<Call>> {
  constructor(
    private readonly contexts: ReadContexts,
    private readonly readModels: CallQueries,
  ) {}

  async execute({ asked, viewer, signal }: FindCalls): Promise<ListAnswer<Call>> {
    const question = askPage('calls', asked, viewer);
    const context = await this.contexts.begin(viewer, asked);
    const query = question.at(context.clock);
    const [page, total] = await Promise.all([
      this.readModels.findCalls(context.generation, query, signal),
      question.total ? this.readModels.countCalls(context.generation, query.filter, signal) : null,
    ]);
    const items = page.items.map((call) => context.showCall(call));
    return { items, nextCursor: question.cursorAfter(page), ...totalOf(total), ...context.envelope };
  }
}
