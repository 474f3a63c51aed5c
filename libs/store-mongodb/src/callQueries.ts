import { compareCodePoints, type RecordView, type StoredCall } from '#domain';
import { storedCall, type CallDocument } from './callDocument.js';
import type { GenerationCollections } from './collections.js';
import { sortCalls } from './listOrder.js';
import { countCalls, countLegs, findCallJson, findCalls, findLegs } from './pages.js';

const byPreference = (one: CallDocument, other: CallDocument): number => {
  const withoutRecord = ({ call }: CallDocument): number => (call?.recordId == null ? 1 : 0);
  return (
    withoutRecord(one) - withoutRecord(other) ||
    compareCodePoints(other.changedAt, one.changedAt) ||
    compareCodePoints(other.call?.startedAt ?? '', one.call?.startedAt ?? '')
  );
};

/** The record's call comes first, then the one written later. */
export const callsOfDialog = async ({ calls }: GenerationCollections, dialogUuid: string): Promise<StoredCall[]> =>
  (await calls.find({ 'call.legs.dialogUuid': dialogUuid }).toArray()).sort(byPreference).map(storedCall);

/** CallQueries of #ports. */
export const callQueries = {
  findCalls,
  findCallJson,
  findLegs,
  countCalls,
  countLegs,

  callOfDialog: async (store: GenerationCollections, dialogUuid: string): Promise<StoredCall | null> =>
    (await callsOfDialog(store, dialogUuid))[0] ?? null,

  recordWithCalls: async (
    { calls, streams }: GenerationCollections,
    recordId: string,
  ): Promise<{ record: RecordView | null; calls: readonly StoredCall[] } | null> => {
    const stream = await streams.findOne({ 'record.id': recordId });
    const found = sortCalls(await calls.find({ 'call.recordId': recordId }).toArray());
    const record = stream?.record ?? null;
    return record === null && found.length === 0 ? null : { record, calls: found.map(storedCall) };
  },
};
