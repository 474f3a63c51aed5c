import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { storableText } from '#domain';
import type { ReadModels } from '#ports';
import { READ_MODELS, type Viewer } from '#server';
import { showCall, type SingleAnswer } from '../answers.js';
import { Moments } from '../moment.js';
import { notFound } from '../refusals.js';
import { seesCall, seesRecord } from '../viewer.js';
import { recordOf, type CampaignRecord } from './record.js';

/** A campaign record with all its attempts. */
export class GetRecord extends Query<SingleAnswer<CampaignRecord>> {
  constructor(
    readonly recordId: string,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

@QueryHandler(GetRecord)
export class GetRecordHandler implements IQueryHandler<GetRecord> {
  constructor(
    @Inject(Moments) private readonly moments: Moments,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute({ recordId: asked, viewer }: GetRecord): Promise<SingleAnswer<CampaignRecord>> {
    const recordId = storableText(asked);
    const { clock, generation, envelope } = await this.moments.begin();
    const found = await this.readModels.recordWithCalls(generation, recordId);
    const calls = found?.calls.filter((call) => seesCall(viewer, call)) ?? [];
    if (found === null || (calls.length === 0 && !seesRecord(viewer, found)))
      throw notFound('no campaign record has this id');
    const attempts = calls.map((call) => showCall(call, clock, viewer));
    return { ...recordOf(recordId, found.record, attempts), ...envelope };
  }
}
