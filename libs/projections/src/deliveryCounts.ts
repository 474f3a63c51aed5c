import { countDeliveries, dayOfDelivery, type DeliveryDay, type DeliveryState } from '#domain';
import type { CheckpointMove, RecordedEvent, Summaries } from '#ports';

/** The names of the summaries in which the counts stand: one a day, and one of the events that were counted last. */
const dayName = (day: string): string => `deliveries/day/${day}`;
const RECENT = 'deliveries/recent';

/** What each of these summaries has as content. */
interface Recent {
  readonly ids: readonly string[];
}

const readState = async (readModels: Summaries, names: readonly string[]): Promise<DeliveryState> => {
  const found = await Promise.all([RECENT, ...names.map(dayName)].map((name) => readModels.summaries(name, name)));
  const [recent, ...days] = found.map(([summary]) => summary?.content);
  const known = (days as (DeliveryDay | undefined)[]).filter((day) => day !== undefined);
  return { recent: (recent as Recent | undefined)?.ids ?? [], days: new Map(known.map((day) => [day.day, day])) };
};

/**
 * Counts deliveries that belong to no call on top of what is stored, and moves the checkpoint of who has read them: one write, so that after
 * a crash each has been counted once (docs/decisions/0036-counts-with-their-checkpoint.md).
 * @throws CheckpointConflict another worker has counted them @throws StoreUnavailable
 */
export const addDeliveries = async (
  readModels: Summaries,
  events: readonly RecordedEvent[],
  move: CheckpointMove,
): Promise<void> => {
  if (events.length === 0) return readModels.saveSummaries([], move);
  const before = await readState(readModels, [...new Set(events.map(dayOfDelivery))]);
  const { recent, days } = countDeliveries(before, events);
  const changed = [...days.values()].map((day) => ({ name: dayName(day.day), content: day }));
  await readModels.saveSummaries([{ name: RECENT, content: { ids: recent } satisfies Recent }, ...changed], move);
};

/**
 * The counts of the days from `first` to `last`, both included, the earliest first. Days are `YYYY-MM-DD` (UTC); null: no bound.
 * @throws StoreUnavailable
 */
export const readDeliveryDays = async (
  readModels: Summaries,
  first: string | null,
  last: string | null,
): Promise<readonly DeliveryDay[]> => {
  const found = await readModels.summaries(dayName(first ?? '0'), dayName(last ?? '9999-12-31'));
  return found.map(({ content }) => content as DeliveryDay);
};
