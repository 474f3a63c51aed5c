import type { CallFilter } from '#domain';
import { openUntuned, type Database } from '../sqlite/driver.js';
import { createTables, tablesOf } from './generationTables.js';
import { callPage, legPage } from './pages.js';
import { resolveFilter } from './resolveFilter.js';

const GENERATION = { projection: 'calls', number: 1 };
const CLOCK = { now: Date.parse('2024-06-01T12:00:00Z'), graceSeconds: 300, staleSeconds: 14_400 };

type FilterName = Exclude<keyof CallFilter, 'attribution' | 'timezone' | 'clock'>;

/** From where a page is read: calls or legs (`c`, `l`) by one of their indexes, or in the order in which the table itself lies. */
interface Plan {
  readonly filter: Partial<CallFilter>;
  readonly calls: readonly string[];
  readonly legs: readonly string[];
  /** True: there are few to be sorted. */
  readonly sorts?: boolean;
}

const IN_ORDER = { calls: ['c in order'], legs: ['c in order'] };
const byIndex = (name: string): Pick<Plan, 'calls' | 'legs'> => ({
  calls: [`c by ${name}`],
  legs: [`c by ${name}`],
});

/**
 * What has no index is found by a look through the calls' narrow table, in the order of the page: 200 ms for a million calls. A filter that
 * is missing here is an error of the compiler.
 */
const PLANS: Readonly<Record<FilterName, Plan>> = {
  from: { filter: { from: '2024-01-01T00:00:00Z' }, ...IN_ORDER },
  to: { filter: { to: '2024-01-01T00:00:00Z' }, ...IN_ORDER },
  source: { filter: { source: ['main'] }, ...IN_ORDER },
  campaign: { filter: { campaign: ['a'] }, ...byIndex('campaign') },
  project: { filter: { project: ['1'] }, ...byIndex('project') },
  consultant: { filter: { consultant: ['1'] }, calls: ['c by consultant'], legs: ['l by consultant'] },
  recordId: { filter: { recordId: ['a'] }, ...byIndex('stream'), sorts: true },
  attempt: { filter: { attempt: [3] }, ...IN_ORDER },
  kind: { filter: { kind: ['other'] }, ...IN_ORDER },
  direction: { filter: { direction: [null] }, ...IN_ORDER },
  dialingMethod: { filter: { dialingMethod: ['PREVIEW'] }, ...IN_ORDER },
  status: { filter: { status: ['stale'] }, calls: ['c open'], legs: ['c open'] },
  outcome: { filter: { outcome: ['abandoned', null] }, calls: twice('outcome'), legs: twice('outcome') },
  hangupSide: { filter: { hangupSide: ['system'] }, ...byIndex('hangup_side') },
  hangupCertainty: { filter: { hangupCertainty: ['unknown'] }, ...IN_ORDER },
  closeCause: { filter: { closeCause: ['HANGUP'] }, calls: ['c in order'], legs: ['l in order'] },
  minTalkSeconds: { filter: { minTalkSeconds: 9_000 }, calls: ['c in order'], legs: ['l in order'] },
  maxTalkSeconds: { filter: { maxTalkSeconds: 0 }, calls: ['c in order'], legs: ['l in order'] },
  final: { filter: { final: false }, calls: ['c open', 'c settling'], legs: ['c open', 'c settling'] },
  quality: { filter: { quality: ['unlinked'] }, calls: ['c flagged'], legs: ['c flagged'] },
  contactNumber: { filter: { contactNumber: ['48600100200'] }, ...byIndex('contact_number') },
  hourOfDay: { filter: { hourOfDay: [3], timezone: 'Europe/Warsaw' }, ...IN_ORDER },
  weekday: { filter: { weekday: [7], timezone: 'Europe/Warsaw' }, ...IN_ORDER },
};

function twice(index: string): string[] {
  return [`c by ${index}`, `c by ${index}`];
}

describe('a page of calls or legs on SQLite', () => {
  let db: Database;
  beforeAll(async () => {
    db = await openUntuned(':memory:');
    createTables(db, GENERATION);
    const { consultants, streams } = tablesOf(GENERATION);
    db.exec(`INSERT INTO ${consultants} (id, username) VALUES ('1', 'one')`);
    db.exec(`INSERT INTO ${streams} (name, revision, position) VALUES ('campaignRecord-a', 1, '')`);
  });
  afterAll(() => db.close());

  /** What SQLite says it does, the tables' looked-up rows aside. */
  const planOf = (page: typeof callPage, filter: Partial<CallFilter>) => {
    const asked: CallFilter = { attribution: 'start', clock: CLOCK, ...filter };
    const resolved = resolveFilter(db, GENERATION, asked);
    const { sql, values } = page(tablesOf(GENERATION), {
      filter: resolved,
      sort: '-startedAt',
      limit: 50,
      after: null,
    })!;
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
    const details = steps.map(({ detail }) => detail);
    return {
      reads: details.flatMap((detail) => readOf(detail) ?? []).sort(),
      // what starts in the same second is sorted, for which SQLite says FOR LAST TERM or FOR LAST 2 TERMS
      sorts: details.includes('USE TEMP B-TREE FOR ORDER BY'),
    };
  };

  describe.each(Object.entries(PLANS))('by %s', (_name, { filter, calls, legs, sorts = false }) => {
    it('is read from where few calls are, in the order of the page', () => {
      const [ofCalls, ofLegs] = [planOf(callPage, filter), planOf(legPage, filter)];
      expect([ofCalls.reads, ofLegs.reads]).toEqual([[...calls].sort(), [...legs].sort()]);
      // pages of several values are merged, and those that settle are few
      if (calls.length === 1) expect([ofCalls.sorts, ofLegs.sorts]).toEqual([sorts, sorts]);
    });
  });
});

/** `c by campaign`, of the table that is read first: the other one's row is found by its whole key. */
const readOf = (detail: string): string | null => {
  const [, table, how = ''] = /^(?:SCAN|SEARCH) ([cl])\b(.*)$/.exec(detail) ?? [];
  if (table === undefined || /started_at=\? AND document=\?/.test(how)) return null;
  const index = /INDEX calls_v1_(?:calls|legs)_(\w+)/.exec(how)?.[1];
  return `${table} ${index?.replace(/^by_/, 'by ') ?? 'in order'}`;
};
