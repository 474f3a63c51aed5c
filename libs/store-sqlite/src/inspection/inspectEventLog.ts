import type { LogInspection, StoreFault } from '#ports';
import { logFile, prepareLog } from '../eventLog/schema.js';
import type { Database } from '../sqlite/driver.js';
import { compareSchema, type SchemaComparison } from './compareSchema.js';
import { inspectFile } from './inspectFile.js';

const WEEK_SECONDS = 7 * 24 * 3600;
/** What came in within less than an hour says nothing of a day. */
const SHORTEST_SECONDS = 3600;

interface Logged {
  readonly position: number;
  readonly recorded_at: number;
}

const firstFrom = (db: Database, position: number): Logged | undefined =>
  db.prepare('SELECT position, recorded_at FROM events WHERE position >= ? ORDER BY position LIMIT 1').get(position) as
    Logged | undefined;

const newestIn = (db: Database): Logged | undefined =>
  db.prepare('SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1').get() as Logged | undefined;

/** The first event that was logged at a time or later, by halves: times rise with positions, but for clocks that were set back. */
const firstSince = (db: Database, time: number, last: number): Logged | undefined => {
  let [from, to] = [0, last];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const event = firstFrom(db, middle);
    if (event === undefined || event.recorded_at >= time) to = middle;
    else from = event.position + 1;
  }
  return firstFrom(db, from);
};

/** By the average size of all events, over the last week or as long as there are events. */
const growthOf = (db: Database, newest: Logged, now: number): LogInspection['growth'] => {
  const first = firstSince(db, now - WEEK_SECONDS * 1000, newest.position);
  if (first === undefined) return null;
  const seconds = (now - first.recorded_at) / 1000;
  const { bytes } = db
    .prepare('SELECT p.page_count * s.page_size AS bytes FROM pragma_page_count p, pragma_page_size s')
    .get() as { bytes: number };
  const share = (newest.position - first.position + 1) / newest.position;
  return seconds < SHORTEST_SECONDS ? null : { bytes: Math.round(bytes * share), seconds };
};

const faultsOf = ({ version, lacking }: SchemaComparison): readonly StoreFault[] => {
  if (version.found > version.made)
    return [
      {
        severity: 'error',
        message: `events.db has schema version ${version.found}, this program knows up to ${version.made}`,
        remedy: 'start the newer program that made it, or choose another DATA_DIR',
      },
    ];
  const tables = lacking.map(({ name }) => name).join(', ');
  return tables === ''
    ? []
    : [
        {
          severity: 'error',
          message: `events.db lacks ${tables}, or has others of these names`,
          remedy: 'it is not the log that this program made: restore it from a backup',
        },
      ];
};

/** Looks at events.db. @throws StoreUnavailable it cannot be opened */
export const inspectSqliteEventLog = ({ dataDir, now }: { readonly dataDir: string; readonly now: number }) => {
  const path = logFile(dataDir);
  const none = { newestEventAt: null, growth: null };
  return inspectFile<Pick<LogInspection, 'isNew' | 'faults' | 'indexes' | 'newestEventAt' | 'growth'>>(
    path,
    none,
    async (db) => {
      const schema = await compareSchema(db, (empty) => prepareLog(empty, path));
      const faults = faultsOf(schema);
      if (schema.version.found === 0 || faults.length > 0)
        return {
          isNew: schema.version.found === 0,
          faults: schema.version.found === 0 ? [] : faults,
          indexes: null,
          ...none,
        };
      const newest = newestIn(db);
      return {
        isNew: false,
        faults,
        indexes: null,
        newestEventAt: newest === undefined ? null : new Date(newest.recorded_at).toISOString(),
        growth: newest === undefined ? null : growthOf(db, newest, now),
      };
    },
  );
};
