import { Binary, type ClientSession } from 'mongodb';
import { dayOf, hoursOfDays, renewSegment, SEGMENT_FORMAT, stretchesOf } from '#domain';
import type { Segments } from '#ports';
import { storedCall } from './callDocument.js';
import { startsBetween } from './conditions.js';
import type { GenerationStore } from './methods.js';
import { inTransaction } from './transaction.js';
import { ACKNOWLEDGED } from './writeConcerns.js';

type Quiet = Parameters<Segments['sealHours']>[1];

interface UnsealedDay {
  readonly day: number;
  readonly hours: readonly number[];
}

/** Of marks of hours whose calls are not, or not as they are stored, in the segments. */
const UNSEALED = { format: { $ne: SEGMENT_FORMAT } };

/** The hours of these days, as `_id.hour` of marks. */
const hoursWithin = (firstDay: number, lastDay: number): { readonly $gte: number; readonly $lte: number } => {
  const { first, last } = hoursOfDays(firstDay, lastDay);
  return { $gte: first, $lte: last };
};

/** The hours of these days of which calls have to be read as documents, since they are not in the days' segments as they are stored. */
export const unsealedHours = (
  { marks }: GenerationStore,
  { firstDay, lastDay }: { readonly firstDay: number; readonly lastDay: number },
  session: ClientSession,
): Promise<readonly number[]> =>
  marks.distinct('_id.hour', { ...UNSEALED, '_id.hour': hoursWithin(firstDay, lastDay) }, { session });

/** A day that has quiet hours which are not in its segment, with these hours; null where no day has. */
const unsealedDay = async ({ marks }: GenerationStore, { quietSince, most }: Quiet): Promise<UnsealedDay | null> => {
  const quiet = { ...UNSEALED, changedAt: { $lte: quietSince } };
  const any = await marks.findOne(quiet);
  if (any === null) return null;
  const day = dayOf(any._id.hour);
  const hours = await marks.distinct('_id.hour', { ...quiet, '_id.hour': hoursWithin(day, day) });
  return hours.length === 0 ? null : { day, hours: hours.slice(0, most) };
};

const renewDay = async (
  { calls, marks, segments }: GenerationStore,
  { day, hours }: UnsealedDay,
  session: ClientSession,
): Promise<void> => {
  const former = await segments.findOne({ _id: day, format: SEGMENT_FORMAT }, { session });
  const starts = stretchesOf(hours).map(({ from, to }) => startsBetween(from, to));
  const found = await calls.find({ $or: starts }, { session }).toArray();
  const sealed = { '_id.hour': { $in: hours }, ...UNSEALED };
  await marks.updateMany(sealed, { $set: { format: SEGMENT_FORMAT } }, { session });
  const segment = renewSegment(former?.columns.value() ?? null, new Set(hours), found.map(storedCall));
  if (segment === null) {
    await segments.deleteOne({ _id: day }, { session });
    return;
  }
  const renewed = { format: SEGMENT_FORMAT, lastEnd: segment.lastEnd, columns: new Binary(segment.columns) };
  await segments.replaceOne({ _id: day }, renewed, { session, upsert: true });
};

/** Segments of #ports. */
export const segments = {
  /** In one transaction, which the server ends where a worker writes into one of the hours meanwhile. @throws StoreUnavailable then */
  sealHours: async (store: GenerationStore, quiet: Quiet): Promise<number> => {
    const unsealed = await unsealedDay(store, quiet);
    if (unsealed === null) return 0;
    await inTransaction(store.client, ACKNOWLEDGED, (session) => renewDay(store, unsealed, session));
    return unsealed.hours.length;
  },
};
