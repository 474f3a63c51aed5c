import { storableText } from '#domain';
import type { CallQueries } from '#ports';
import type { Viewer } from '#server';
import type { SingleAnswer } from '../answers.js';
import { Query, type Handler } from '../messages.js';
import type { AskedSingle } from '../pages.js';
import type { ReadContexts } from '../readContext.js';
import { notFound } from '../refusals.js';
import { seesRecord } from '../viewer.js';
import { showRecord, type CampaignRecord } from './record.js';

/** A campaign record with all its attempts. */
export class GetRecord extends Query<SingleAnswer<CampaignRecord>> {
  constructor(
    readonly recordId: string,
    readonly asked: AskedSingle,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

export class GetRecordHandler implements Handler<GetRecord, SingleAnswer<CampaignRecord>> {
  constructor(
    private readonly contexts: ReadContexts,
    private readonly readModels: CallQueries,
  ) {}

  async execute({ recordId: wanted, asked, viewer }: GetRecord): Promise<SingleAnswer<CampaignRecord>> {
    const recordId = storableText(wanted);
    const context = await this.contexts.begin(viewer, asked);
    const found = await this.readModels.recordWithCalls(context.generation, recordId);
    const isSeen = found?.calls.some((call) => context.sees(call)) ?? false;
    if (found === null || (!isSeen && !seesRecord(viewer, found))) throw notFound('no campaign record has this id');
    return { ...showRecord(context, { id: recordId, ...found }), ...context.envelope };
  }
}
