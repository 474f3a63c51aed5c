import type { RecordQueries, AttemptedRecord } from '#ports';
import type { Viewer } from '#server';
import type { ListAnswer } from '../answers.js';
import { compileFilter } from '../compileFilter.js';
import { filterAt } from '../conditions.js';
import { questionOf, writeCursor } from '../cursor.js';
import { Query, type Handler } from '../messages.js';
import { checkCursor, DEFAULT_LIMIT } from '../pages.js';
import type { ReadContexts } from '../readContext.js';
import { visibleRows } from '../viewer.js';
import { showRecord, type CampaignRecord } from './record.js';
import type { AskedRecords } from './recordParameters.js';

/** A page of campaign records that have been tried, those with the newest first attempt first. */
export class FindRecords extends Query<ListAnswer<CampaignRecord>> {
  constructor(
    readonly asked: AskedRecords,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

export class FindRecordsHandler implements Handler<FindRecords, ListAnswer<CampaignRecord>> {
  constructor(
    private readonly contexts: ReadContexts,
    private readonly readModels: RecordQueries,
  ) {}

  async execute({ asked, viewer }: FindRecords): Promise<ListAnswer<CampaignRecord>> {
    const { limit = DEFAULT_LIMIT, cursor, local: _local, reached, ...filter } = asked;
    const conditions = compileFilter(filter, viewer);
    const question = questionOf('records', { ...conditions, reached }, '-startedAt');
    checkCursor(cursor, question);
    const context = await this.contexts.begin(viewer, asked);
    const page = await this.readModels.findRecords(context.generation, {
      visible: visibleRows(viewer),
      filter: filterAt(conditions, context.clock),
      ...(reached === undefined ? {} : { reached }),
      limit,
      after: cursor?.key ?? null,
    });
    return {
      items: page.items.map((found: AttemptedRecord) => showRecord(context, found)),
      nextCursor: page.next === null ? null : writeCursor({ question, key: page.next }),
      ...context.envelope,
    };
  }
}
