import type { SqlValue } from '../sqlite/driver.js';
import { condition, type Condition, type ResolvedFilter } from './conditions.js';
import type { CALL_INDEXES, CALL_INDEXES_WITHOUT_NULL } from './generationTables.js';

/** An index that gives calls (or legs) by their start, and the condition under which it gives few. */
export interface Driver {
  /** The index's name after the table's; null: the table itself. */
  readonly index: string | null;
  readonly condition: Condition;
}

/**
 * A table as it stands behind FROM, read by the driver's index. The table itself is named, too, by the name that SQLite gives the index of a
 * primary key: where rows of the same second have to be sorted, it would choose another index and sort all rows.
 */
export const indexed = (table: string, alias: string, { index }: Driver): string =>
  `${table} ${alias} INDEXED BY ${index === null ? `sqlite_autoindex_${table}_1` : `${table}_${index}`}`;

/** The drivers that a filter allows; null: it says nothing about their indexes. */
type DriversFor = (filter: ResolvedFilter) => readonly Driver[] | null;

export const WHOLE_TABLE: Driver = { index: null, condition: condition('1') };
const OPEN: Driver = { index: 'open', condition: condition('c.ended = 0') };

/** Each value has a page of its own, and the pages are merged; above so many, one look through the table costs less. */
const MOST_VALUES = 16;

type IndexedColumn = (typeof CALL_INDEXES)[number] | (typeof CALL_INDEXES_WITHOUT_NULL)[number];

const oneForEach = (index: string, name: string, wanted: readonly SqlValue[] | undefined): readonly Driver[] | null =>
  wanted === undefined || wanted.length > MOST_VALUES
    ? null
    : wanted.map((value) => ({
        index,
        condition: value === null ? condition(`${name} IS NULL`) : condition(`${name} = ?`, value),
      }));

const equals = (alias: 'c' | 'l', column: IndexedColumn, wanted: readonly SqlValue[] | undefined) =>
  oneForEach(`by_${column}`, `${alias}.${column}`, wanted);

/** Its calls are sorted, of which a record has a handful. */
const byRecord: DriversFor = ({ recordStreams }) => oneForEach('by_stream', 'c.stream_key', recordStreams);
const byContactNumber: DriversFor = ({ contactNumber }) => equals('c', 'contact_number', contactNumber);
const byCampaign: DriversFor = ({ campaign }) => equals('c', 'campaign', campaign);
const byOutcome: DriversFor = ({ outcome }) => equals('c', 'outcome', outcome);
const byHangupSide: DriversFor = ({ hangupSide }) => equals('c', 'hangup_side', hangupSide);
const byProject: DriversFor = ({ project }) => equals('c', 'project', project);
const byConsultant: DriversFor = ({ consultants }) => equals('c', 'consultant', consultants);
/** Legs without a known consultant are half of all: their index leaves them out. */
const byConsultantOfLeg: DriversFor = ({ consultants }) =>
  consultants?.includes(null) === true ? null : equals('l', 'consultant', consultants);

const byStatus: DriversFor = ({ status }) => (status !== undefined && !status.includes('ended') ? [OPEN] : null);

/** Not final are the open ones, and those heard of within the grace time. */
const byFinal: DriversFor = ({ final, clock }) => {
  if (final !== false) return null;
  const recently = clock.now - clock.graceSeconds * 1000;
  const settling = condition('c.ended = 1 AND c.record_closed_after = 0 AND c.last_received > ?', recently);
  return [OPEN, { index: 'settling', condition: settling }];
};

const byQuality: DriversFor = ({ quality }) => {
  if (quality === undefined) return null;
  const flagged: Driver = { index: 'flagged', condition: condition('c.quality IS NOT NULL') };
  return quality.includes('missing_close') ? [flagged, OPEN] : [flagged];
};

const firstOf = (choices: readonly DriversFor[], filter: ResolvedFilter): readonly Driver[] | null => {
  for (const driversFor of choices) {
    const drivers = driversFor(filter);
    if (drivers !== null) return drivers;
  }
  return null;
};

/** What leaves a handful. */
const NARROWEST = [byRecord, byContactNumber];
/** What usually leaves the fewest comes first. */
const NARROW = [byStatus, byFinal, byCampaign, byQuality, byOutcome];
/** What may leave most of the calls, and may leave hardly any. */
const WIDE = [byHangupSide, byProject];

/**
 * From which indexes a page of calls is read. This is not left to SQLite: it has no statistics of a table that grows all the time, and a
 * wrong choice costs seconds (a sort of a whole campaign, a search through a million calls for the few open ones).
 */
export const callDrivers = (filter: ResolvedFilter): readonly Driver[] =>
  firstOf([...NARROWEST, byConsultant, ...NARROW, ...WIDE], filter) ?? [WHOLE_TABLE];

/** How a page of legs is read: `first` is the table that is scanned in order, the other's row is looked up for each of its rows. */
export interface LegScan {
  readonly first: 'c' | 'l';
  readonly drivers: readonly Driver[];
}

/** The legs first where they leave fewer than the calls do: of a consultant, or when nothing but the legs' own columns is asked for. */
export const legScan = (filter: ResolvedFilter): LegScan => {
  const narrowest = firstOf(NARROWEST, filter);
  if (narrowest !== null) return { first: 'c', drivers: narrowest };
  const ofConsultant = byConsultantOfLeg(filter);
  if (ofConsultant !== null) return { first: 'l', drivers: ofConsultant };
  const ofCall = firstOf(NARROW, filter);
  if (ofCall !== null) return { first: 'c', drivers: ofCall };
  const { closeCause, minTalkSeconds, maxTalkSeconds } = filter;
  const ofTheLeg = closeCause !== undefined || minTalkSeconds !== undefined || maxTalkSeconds !== undefined;
  if (ofTheLeg) return { first: 'l', drivers: [WHOLE_TABLE] };
  return { first: 'c', drivers: firstOf(WIDE, filter) ?? [WHOLE_TABLE] };
};
