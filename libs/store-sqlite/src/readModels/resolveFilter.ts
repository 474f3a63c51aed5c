import type { CallFilter } from '#domain';
import type { GenerationKey } from '#ports';
import type { Database } from '../sqlite/driver.js';
import type { ResolvedFilter } from './conditions.js';
import { tablesOf, type GenerationTables } from './generationTables.js';
import { streamsOfRecord } from './recordStreams.js';

type Named = Pick<CallFilter, 'consultant' | 'recordId'>;

const consultantNumbers = (
  db: Database,
  { consultants }: GenerationTables,
  wanted: readonly (string | null)[],
): (number | null)[] => {
  const rows = db
    .prepare(
      `SELECT key FROM ${consultants}
       WHERE id IN (SELECT value FROM json_each(?1)) OR username IN (SELECT value FROM json_each(?1))`,
    )
    .all(JSON.stringify(wanted.filter((one) => one !== null))) as { key: number }[];
  return [...rows.map(({ key }) => key), ...(wanted.includes(null) ? [null] : [])];
};

/** Looks up the consultants and the streams of the records that a filter names. */
export const resolveFilter = <Filter extends Named>(
  db: Database,
  generation: GenerationKey,
  { consultant, ...rest }: Filter,
): Omit<Filter, 'consultant'> & Pick<ResolvedFilter, 'consultants' | 'recordStreams'> => {
  const t = tablesOf(generation);
  const recordId: Named['recordId'] = rest.recordId;
  return {
    ...rest,
    ...(consultant === undefined ? {} : { consultants: consultantNumbers(db, t, consultant) }),
    ...(recordId === undefined
      ? {}
      : { recordStreams: recordId.flatMap((id) => streamsOfRecord(db, t, id)).map(({ key }) => key) }),
  };
};
