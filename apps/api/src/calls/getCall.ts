import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { dialogId, type Call, type StoredCall } from '#domain';
import type { Generation, ReadModels } from '#ports';
import { READ_MODELS, type Viewer } from '#server';
import { showCall, type SingleAnswer } from '../answers.js';
import { Moments } from '../moment.js';
import { notFound } from '../refusals.js';
import { seesCall, type RowLimits } from '../viewer.js';

/** One call, by the uuid of any of its dialogs. */
export class GetCall extends Query<SingleAnswer<Call>> {
  constructor(
    readonly dialogUuid: string,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

@QueryHandler(GetCall)
export class GetCallHandler implements IQueryHandler<GetCall> {
  constructor(
    @Inject(Moments) private readonly moments: Moments,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute({ dialogUuid, viewer }: GetCall): Promise<SingleAnswer<Call>> {
    const { clock, generation, envelope } = await this.moments.begin();
    const call = await findCall(this.readModels, generation, dialogUuid, viewer);
    return { ...showCall(call, clock, viewer), ...envelope };
  }
}

/** The call that has this dialog. @throws 404 when none has, or only one outside the viewer's limits */
export const findCall = async (
  readModels: ReadModels,
  generation: Generation,
  dialogUuid: string,
  viewer: RowLimits,
): Promise<StoredCall> => {
  const call = await readModels.callOfDialog(generation, dialogId(dialogUuid));
  if (call === null || !seesCall(viewer, call)) throw notFound('no call has a dialog of this uuid');
  return call;
};
