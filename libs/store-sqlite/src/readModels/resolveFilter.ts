import type { CallFilter } from '#domain';
import type { GenerationKey } from '#ports';
import type { Database } from '../sqlite/driver.js';
import type { ResolvedFilter } from './conditions.js';
import { tablesOf } from './generationTables.js';

/** Looks the consultants up that a filter names. */
export const resolveFilter = <Filter extends Pick<CallFilter, 'consultant'>>(
  db: Database,
  generation: GenerationKey,
  { consultant, ...rest }: Filter,
): Omit<Filter, 'consultant'> & Pick<ResolvedFilter, 'consultants'> => {
  if (consultant === undefined) return rest;
  const rows = db
    .prepare(
      `SELECT key FROM ${tablesOf(generation).consultants}
       WHERE id IN (SELECT value FROM json_each(?1)) OR username IN (SELECT value FROM json_each(?1))`,
    )
    .all(JSON.stringify(consultant.filter((one) => one !== null))) as { key: number }[];
  const unknown = consultant.includes(null) ? [null] : [];
  return { ...rest, consultants: [...rows.map(({ key }) => key), ...unknown] };
};
