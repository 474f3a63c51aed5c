import { openUntuned, type Database } from '../sqlite/driver.js';

/** A table or an index of a file. */
interface SchemaEntry {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** What a file lacks of the schema that this program would make. */
export interface SchemaComparison {
  /** Versions of the schema: the file's, and the one that this program makes. */
  readonly version: { readonly found: number; readonly made: number };
  /** How many tables and indexes are as they should be. */
  readonly tables: number;
  readonly indexes: number;
  /** Those that are missing, or are others of the same name, with the statement that makes them. */
  readonly lacking: readonly (SchemaEntry & { readonly is: 'missing' | 'other' })[];
}

/** Without what SQLite adds itself. */
const entriesOf = (db: Database): readonly SchemaEntry[] =>
  db
    .prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    .all() as SchemaEntry[];

const versionOf = (db: Database): number =>
  (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;

const plain = (sql: string): string => sql.replace(/\s+/g, ' ').trim();

/** Compares a file with what `make` makes of an empty one. What the file has beyond that is left out of account. */
export const compareSchema = async (db: Database, make: (empty: Database) => void): Promise<SchemaComparison> => {
  const model = await openUntuned(':memory:');
  try {
    make(model);
    const there = new Map(entriesOf(db).map(({ name, sql }) => [name, plain(sql)]));
    const wanted = entriesOf(model);
    const lacking = wanted.flatMap((entry) => {
      const found = there.get(entry.name);
      if (found === plain(entry.sql)) return [];
      return [{ ...entry, sql: plain(entry.sql), is: found === undefined ? ('missing' as const) : ('other' as const) }];
    });
    const good = (type: string): number =>
      wanted.filter((entry) => entry.type === type && !lacking.some(({ name }) => name === entry.name)).length;
    return {
      version: { found: versionOf(db), made: versionOf(model) },
      tables: good('table'),
      indexes: good('index'),
      lacking,
    };
  } finally {
    model.close();
  }
};
