import type { Consultant, ConsultantKey, Named } from '#domain';
import { NAME_LOOKS, shownName, type GenerationKey, type NamesQuery } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { prepared } from '../sqlite/prepared.js';
import type { ResolvedFilter } from './conditions.js';
import { storedCall, type CallRow } from './documentTexts.js';
import { tablesOf, type GenerationTables } from './generationTables.js';
import { callPage } from './pages.js';

/** The numbers of everybody who has this id, or of the one without an id who has this username. */
const numbersOf = (db: Database, t: GenerationTables, { id, username }: ConsultantKey): number[] => {
  const [column, value] = id === null ? ['id IS NULL AND username', username] : ['id', String(id)];
  const rows = prepared(db, `SELECT key FROM ${t.consultants} WHERE ${column} = ?`).all(value) as { key: number }[];
  return rows.map(({ key }) => key);
};

/** The calls of a key among those that the filter lets pass. */
const callsOf = (
  db: Database,
  t: GenerationTables,
  { dimension, filter: { consultant: _none, ...filter } }: NamesQuery,
  key: ConsultantKey,
): ResolvedFilter => {
  if (dimension === 'consultant') return { ...filter, consultants: numbersOf(db, t, key) };
  const id = String(key.id);
  return { ...filter, [dimension]: filter[dimension]?.includes(id) === false ? [] : [id] };
};

/** LatestNames of #ports. */
export const latestNames = {
  latestNames: (db: Database, generation: GenerationKey, query: NamesQuery): (Named | Consultant | null)[] => {
    const t = tablesOf(generation);
    const newest = (filter: ResolvedFilter, count: number): (Named | null)[] => {
      // a page has one row more than its limit, to show whether more follow
      const page = callPage(t, { filter, sort: '-startedAt', limit: count - 1, after: null });
      const rows = page === null ? [] : (prepared(db, page.sql).all(...page.values) as CallRow[]);
      return rows.map((row) => storedCall(row)[query.dimension]);
    };
    return query.keys.map((key) => {
      const filter = callsOf(db, t, query, key);
      const [firstLook, secondLook] = NAME_LOOKS;
      const thing = shownName(newest(filter, firstLook));
      return thing?.name === null ? shownName(newest(filter, secondLook)) : thing;
    });
  },
};
