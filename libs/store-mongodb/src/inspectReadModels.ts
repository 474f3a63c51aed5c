import { isDeepStrictEqual } from 'node:util';
import type { Collection, Db } from 'mongodb';
import type { Generation, StoreFault, StoreInspection } from '#ports';
import { collectionsOf, projectionsOf } from './collections.js';
import { connect, explained } from './connect.js';
import { indexesOf, type IndexDeclaration } from './indexes.js';
import { isMissing } from './mongoErrors.js';

/** The parts that are used of the server's answers. */
interface Hello {
  readonly setName?: string;
  readonly hosts?: readonly string[];
  readonly localTime: Date;
}
interface DatabaseStatistics {
  readonly storageSize: number;
  readonly indexSize: number;
  /** Absent from an old server; both 0 while there is no database. */
  readonly fsUsedSize?: number;
  readonly fsTotalSize?: number;
}

const productOf = async (db: Db, { setName, hosts = [] }: Hello): Promise<string> => {
  const { version } = (await db.command({ buildInfo: 1 })) as { version: string };
  return `MongoDB ${version}, ${setName === undefined ? 'through mongos' : `replica set ${setName} of ${hosts.length}`}`;
};

/** What the user may not be shown (`readWrite` does not allow it) is left out of account. */
const faultsOfServer = async (db: Db): Promise<readonly StoreFault[]> => {
  const status: unknown = await db
    .admin()
    .command({ serverStatus: 1, metrics: 0 })
    .catch(() => null);
  const engine = (status as { storageEngine?: { persistent?: boolean; name: string } } | null)?.storageEngine;
  if (engine?.persistent !== false) return [];
  return [
    {
      severity: 'error',
      message: `the server keeps its data in memory alone (${engine.name}): after a restart the read models are gone`,
      remedy: 'start mongod with --storageEngine wiredTiger',
    },
  ];
};

type FoundIndex = Omit<IndexDeclaration, 'options'> & NonNullable<IndexDeclaration['options']>;

const indexesIn = async (collection: Collection<never>): Promise<readonly FoundIndex[]> => {
  try {
    return (await collection.listIndexes().toArray()) as FoundIndex[];
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
};

const isAsDeclared = ({ key, options }: IndexDeclaration, found: FoundIndex): boolean =>
  isDeepStrictEqual(Object.entries(found.key), Object.entries(key)) &&
  isDeepStrictEqual(found.partialFilterExpression, options?.partialFilterExpression) &&
  (found.unique ?? false) === (options?.unique ?? false);

const faultOfIndex = (collection: string, declared: IndexDeclaration, found: readonly FoundIndex[]): StoreFault[] => {
  const { name } = declared;
  const same = found.find((index) => index.name === name);
  if (same === undefined)
    return [
      {
        severity: 'warning',
        message: `the index ${name} of ${collection} is missing`,
        remedy: 'restart a projector or the API: it is made when a process opens the read models',
      },
    ];
  if (isAsDeclared(declared, same)) return [];
  return [
    {
      severity: 'error',
      message: `the index ${name} of ${collection} is not the one that this program makes`,
      remedy: `db.getCollection('${collection}').dropIndex('${name}'), then restart: it is made anew`,
    },
  ];
};

const inspectIndexes = async (db: Db, generations: readonly Generation[]) => {
  let wanted = 0;
  const faults: StoreFault[] = [];
  for (const generation of generations) {
    const { calls, streams } = collectionsOf(db, generation);
    const declared = indexesOf(generation);
    for (const [collection, indexes] of [[calls, declared.calls] as const, [streams, declared.streams] as const]) {
      const found = await indexesIn(collection as unknown as Collection<never>);
      wanted += indexes.length;
      faults.push(...indexes.flatMap((one) => faultOfIndex(collection.collectionName, one, found)));
    }
  }
  return { found: wanted - faults.length, faults };
};

/**
 * Looks at the read models in the MongoDB database that the URL names. Nothing is made that is missing.
 * @throws StoreUnavailable nobody answers
 * @throws Error the URL, the credentials or the server (its version, or a standalone one) will not do; the message says what to do
 */
export const inspectMongoReadModels = async ({ url }: { readonly url: string }): Promise<StoreInspection> => {
  const { client, db } = await connect(url);
  try {
    const hello = (await db.command({ hello: 1 })) as unknown as Hello;
    const own = Date.now();
    const projections = await projectionsOf(db).find().toArray();
    const generations = projections.flatMap((projection) => projection.generations);
    const {
      storageSize,
      indexSize,
      fsTotalSize: total = 0,
      fsUsedSize = 0,
    } = (await db.stats()) as unknown as DatabaseStatistics;
    return {
      product: await productOf(db, hello),
      isNew: generations.length === 0,
      faults: await faultsOfServer(db),
      indexes: await inspectIndexes(
        db,
        generations.filter(({ state }) => state !== 'dropped'),
      ),
      bytes: storageSize + indexSize,
      serverDisk: total === 0 ? null : { free: total - fsUsedSize, total },
      clocks: { server: hello.localTime.getTime(), own },
    };
  } catch (error) {
    throw explained(error);
  } finally {
    await client.close();
  }
};
