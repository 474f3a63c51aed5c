import type { LoggedEvent } from './callEvent.js';
import { readDelivery } from './delivery.js';
import { isoSeconds, readEventTime } from './eventTime.js';
import { storableText } from './jsonFields.js';
import { RULES } from './rules.js';
import { parseStreamName, STREAM_PREFIXES } from './streams.js';
import { timeByRules } from './timedEvent.js';

/** The streams of what belongs to no call. */
export const UNRELATED_STREAM_PREFIXES: readonly string[] = [STREAM_PREFIXES.source, STREAM_PREFIXES.quarantine];

/** Event types of a quarantine's stream: a body was refused, and such a body was sent again with success. */
export const REFUSED = 'DeliveryRefused';
export const REPLAYED = 'DeliveryReplayed';

/** A delivery that belongs to no dialog and no record, a refused body, or one that was sent again. */
export type Counted = 'unrelated' | 'refused' | 'replayed';

/** How many of a day, a source and, where they are unrelated deliveries, an event name. */
export interface DeliveryCount {
  readonly source: string;
  readonly what: Counted;
  /** The platform's `event_name`; null where there is none, and of bodies. OTHER_NAMES stands for those beyond MOST_NAMES. */
  readonly name: string | null;
  readonly count: number;
}

/** What has been counted of one day (UTC), `YYYY-MM-DD`. */
export interface DeliveryDay {
  readonly day: string;
  readonly counts: readonly DeliveryCount[];
}

/** The part of the state of counting that batches of events change. */
export interface DeliveryState {
  readonly days: ReadonlyMap<string, DeliveryDay>;
  /** Ids of the events that were counted last, the newest last. */
  readonly recent: readonly string[];
}

/** An event that the log has again after no more than so many others is not counted again: senders try again within minutes. */
const MOST_RECENT = 1_000;
/** Whoever sends a new name with each event does not make a day grow without end. */
const MOST_NAMES = 1_000;
const LONGEST_NAME = 100;
export const OTHER_NAMES = '(other names)';

type Key = Omit<DeliveryCount, 'count'>;

const countedAs = ({ stream, type }: LoggedEvent): Counted => {
  if (parseStreamName(stream)?.kind !== 'quarantine') return 'unrelated';
  return type === REPLAYED ? 'replayed' : 'refused';
};

const nameOf = ({ body }: LoggedEvent): string | null => {
  const { name } = readDelivery(body);
  return name === null ? null : storableText(name.slice(0, LONGEST_NAME));
};

/** The day on which an event counts: that of its own time, as calls do (docs/domain.md#order-of-events). */
export const dayOfDelivery = ({ body, metadata }: LoggedEvent): string =>
  isoSeconds(timeByRules(readEventTime(body.event_time), metadata, RULES).time).slice(0, 'YYYY-MM-DD'.length);

const isSame = (one: Key, other: Key): boolean =>
  one.source === other.source && one.what === other.what && one.name === other.name;

const addOne = (counts: readonly DeliveryCount[], key: Key): DeliveryCount[] => {
  if (counts.some((known) => isSame(known, key)))
    return counts.map((known) => (isSame(known, key) ? { ...known, count: known.count + 1 } : known));
  if (counts.length >= MOST_NAMES && key.name !== null && key.name !== OTHER_NAMES)
    return addOne(counts, { ...key, name: OTHER_NAMES });
  return [...counts, { ...key, count: 1 }];
};

/**
 * The state after more events of the streams of UNRELATED_STREAM_PREFIXES, in log order. Pure, and without a clock: the same events after
 * the same state always give the same.
 */
export const countDeliveries = (state: DeliveryState, events: readonly LoggedEvent[]): DeliveryState => {
  const days = new Map(state.days);
  const recent = [...state.recent];
  for (const event of events) {
    if (recent.includes(event.id)) continue;
    recent.push(event.id);
    if (recent.length > MOST_RECENT) recent.shift();
    const what = countedAs(event);
    const key = { source: event.metadata.source, what, name: what === 'unrelated' ? nameOf(event) : null };
    const day = dayOfDelivery(event);
    days.set(day, { day, counts: addOne(days.get(day)?.counts ?? [], key) });
  }
  return { days, recent };
};
