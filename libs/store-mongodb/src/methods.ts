import type { Db } from 'mongodb';
import type { Generation } from '#ports';
import { collectionsOf, type GenerationCollections } from './collections.js';
import type { Connection } from './connect.js';
import { readWhole, writeInto } from './generationEntries.js';
import { onServer } from './mongoErrors.js';

/** A generation's collections, and the connection that they are on. */
export interface GenerationStore extends GenerationCollections, Connection {
  readonly generation: Generation;
}

/** Methods of a port by name: functions that take first what they work on, then the values that the method is called with. */
type MethodTable<On> = Readonly<Record<string, (on: On, ...args: never[]) => Promise<unknown>>>;

type ArgsOf<Method> = Method extends (on: never, ...args: infer Args) => unknown ? Args : never;
type AnswerOf<Method> = Method extends (...args: never[]) => infer Answer ? Answer : never;

/** A table's methods as the port has them; `First` is what they are called with before all else. */
type Methods<Table, First extends unknown[]> = {
  readonly [Name in keyof Table]: (...args: [...First, ...ArgsOf<Table[Name]>]) => AnswerOf<Table[Name]>;
};

type Method<On> = (on: On, ...args: unknown[]) => Promise<unknown>;

const mapped = <On>(table: MethodTable<On>, map: (method: Method<On>) => unknown): unknown =>
  Object.fromEntries(Object.entries(table).map(([name, method]) => [name, map(method as Method<On>)]));

const storeOf = (connection: Connection, generation: Generation): GenerationStore => ({
  ...connection,
  ...collectionsOf(connection.db, generation),
  generation,
});

/** Methods that work on the connection. Each rejects with StoreUnavailable where the server cannot be reached. */
export const onConnection = <Table extends MethodTable<Connection>>(
  connection: Connection,
  table: Table,
): Methods<Table, []> =>
  mapped(
    table,
    (method: Method<Connection>) =>
      (...args: unknown[]) =>
        onServer(() => method(connection, ...args)),
  ) as Methods<Table, []>;

/** Does a generation's work only where the generation has not been dropped. */
type Guard = <Answer>(db: Db, generation: Generation, work: () => Promise<Answer>) => Promise<Answer>;

const onGeneration =
  (guard: Guard) =>
  <Table extends MethodTable<GenerationStore>>(connection: Connection, table: Table): Methods<Table, [Generation]> =>
    mapped(
      table,
      (method: Method<GenerationStore>) =>
        (generation: Generation, ...args: unknown[]) =>
          onServer(() => guard(connection.db, generation, () => method(storeOf(connection, generation), ...args))),
    ) as Methods<Table, [Generation]>;

/** Methods that read a generation's documents; of a dropped one they are refused. */
export const readingGeneration = onGeneration(readWhole);

/** Methods that write into a generation; of a dropped one they are refused. */
export const writingGeneration = onGeneration(writeInto);

/** Methods that keep their own writes out of a dropped generation. */
export const guardedGeneration = onGeneration((_, __, work) => work());
