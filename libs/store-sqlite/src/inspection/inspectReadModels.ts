import type { GenerationKey, StoreFault, StoreInspection } from '#ports';
import { createTables } from '../readModels/generationTables.js';
import { prepareReadModels, readModelsFile } from '../readModels/schema.js';
import type { Database } from '../sqlite/driver.js';
import { compareSchema, type SchemaComparison } from './compareSchema.js';
import { inspectFile } from './inspectFile.js';

const generationsIn = (db: Database): readonly GenerationKey[] =>
  db.prepare("SELECT projection, number FROM generations WHERE state <> 'dropped'").all() as unknown as GenerationKey[];

const wrongVersion = ({ found, made }: SchemaComparison['version']): StoreFault => ({
  severity: 'error',
  message: `readmodels.db has schema version ${found}, this program knows up to ${made}`,
  remedy:
    'start the newer program that made it, or stop everything and remove readmodels.db: it is built again from the log',
});

const lackingTable = (name: string): StoreFault => ({
  severity: 'error',
  message: `readmodels.db lacks the table ${name}, or has another one of this name`,
  remedy: 'stop everything and remove readmodels.db: it is built again from the log',
});

const lackingIndex = ({ name, sql, is }: SchemaComparison['lacking'][number]): StoreFault => ({
  severity: 'warning',
  message:
    is === 'missing' ? `the index ${name} is missing` : `the index ${name} is not the one that this program makes`,
  remedy: `build the calls again ('npm run cli -- rebuild'), or make it: ${sql}`,
});

/** Looks at readmodels.db. @throws StoreUnavailable it cannot be opened */
export const inspectSqliteReadModels = ({ dataDir }: { readonly dataDir: string }): Promise<StoreInspection> => {
  const path = readModelsFile(dataDir);
  return inspectFile<Pick<StoreInspection, 'isNew' | 'faults' | 'indexes'>>(path, {}, async (db) => {
    const common = await compareSchema(db, (empty) => prepareReadModels(empty, path));
    const { found, made } = common.version;
    if (found === 0) return { isNew: true, faults: [], indexes: null };
    if (found > made) return { isNew: false, faults: [wrongVersion(common.version)], indexes: null };
    const ofGenerations = await compareSchema(db, (empty) => {
      for (const generation of generationsIn(db)) createTables(empty, generation);
    });
    const lacking = [...common.lacking, ...ofGenerations.lacking];
    return {
      isNew: generationsIn(db).length === 0,
      faults: lacking.filter(({ type }) => type === 'table').map(({ name }) => lackingTable(name)),
      indexes: {
        found: ofGenerations.indexes,
        faults: lacking.filter(({ type }) => type === 'index').map(lackingIndex),
      },
    };
  });
};
