import { dialogId, type Call, type StoredCall } from '#domain';
import type { CallQueries } from '#ports';
import type { Viewer } from '#server';
import type { SingleAnswer } from '../answers.js';
import { Query, type Handler } from '../messages.js';
import type { AskedSingle } from '../pages.js';
import type { ReadContext, ReadContexts } from '../readContext.js';
import { notFound } from '../refusals.js';

/** One call, by the uuid of any of its dialogs. */
export class GetCall extends Query<SingleAnswer<Call>> {
  constructor(
    readonly dialogUuid: string,
    readonly asked: AskedSingle,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

export class GetCallHandler implements Handler<GetCall, SingleAnswer<Call>> {
  constructor(
    private readonly contexts: ReadContexts,
    private readonly readModels: CallQueries,
  ) {}

  async execute({ dialogUuid, asked, viewer }: GetCall): Promise<SingleAnswer<Call>> {
    const context = await this.contexts.begin(viewer, asked);
    const call = await findCall(this.readModels, context, dialogUuid);
    return { ...context.showCall(call), ...context.envelope };
  }
}

/** The call that has this dialog. @throws 404 when none has, or only one outside the viewer's limits */
export const findCall = async (
  readModels: CallQueries,
  context: ReadContext,
  dialogUuid: string,
): Promise<StoredCall> => {
  const call = await readModels.callOfDialog(context.generation, dialogId(dialogUuid));
  if (call === null || !context.sees(call)) throw notFound('no call has a dialog of this uuid');
  return call;
};
