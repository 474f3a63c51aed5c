import type { Respondent, WorkerApi } from './protocol.js';

/**
 * A method in two parts, where what is sent to the store's thread is not what the port takes, or what comes back not what it answers.
 * `run` works in the store's thread over what that has open, `ask` in the thread of the caller: it may ask for `run` more than once.
 */
export interface TwoParts<Context, Sent extends unknown[], Found, Args extends unknown[], Answer> {
  readonly run: (context: Context, ...sent: Sent) => Found;
  readonly ask: (run: (...sent: Sent) => Promise<Found>, ...args: Args) => Promise<Answer>;
}

export const inTwoParts = <Context, Sent extends unknown[], Found, Args extends unknown[], Answer>(
  run: TwoParts<Context, Sent, Found, Args, Answer>['run'],
  ask: TwoParts<Context, Sent, Found, Args, Answer>['ask'],
): TwoParts<Context, Sent, Found, Args, Answer> => ({ run, ask });

/**
 * Methods of a port by name: functions that a store's thread runs. Each takes first what the thread has open, then the values that the
 * method is called with; those and its answer must be of the kind that can be sent to a thread.
 */
export type MethodTable<Context> = Readonly<Record<string, RunIn<Context> | Asked<RunIn<Context>>>>;

type RunIn<Context> = (context: Context, ...sent: never[]) => unknown;
/** As TwoParts, whatever the types of its values. */
interface Asked<Run> {
  readonly run: Run;
  readonly ask: (run: never, ...args: never[]) => unknown;
}

type RunOf<Method> = Method extends { readonly run: infer Run } ? Run : Method;
type SentOf<Method> = RunOf<Method> extends (context: never, ...sent: infer Sent) => unknown ? Sent : never;
type FoundOf<Method> = RunOf<Method> extends (...sent: never[]) => infer Found ? Found : never;

/** What a thread that serves a table can be asked: each method with its values as one list. */
export type ApiOf<Table> = {
  readonly [Name in keyof Table]: (sent: SentOf<Table[Name]>) => FoundOf<Table[Name]>;
};

type MethodOf<Entry> = Entry extends { readonly ask: (run: never, ...args: infer Args) => infer Answer }
  ? (...args: Args) => Answer
  : (...args: SentOf<Entry>) => Promise<FoundOf<Entry>>;

/** A table's methods as the caller's thread has them. */
export type MethodsOf<Table> = { readonly [Name in keyof Table]: MethodOf<Table[Name]> };

const mapped = (table: object, map: (entry: unknown, name: string) => unknown): unknown =>
  Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, map(entry, name)]));

type Run = (...values: unknown[]) => unknown;
const runOf = (entry: unknown): Run => (typeof entry === 'function' ? entry : (entry as { run: Run }).run) as Run;

/** The thread's side: runs a table's methods over what it has open. */
export const serveTable = <Context, Table extends MethodTable<Context>>(table: Table, context: Context): ApiOf<Table> =>
  mapped(table, (entry) => (sent: unknown[]) => runOf(entry)(context, ...sent)) as ApiOf<Table>;

/** The caller's side: a table's methods, asked of the thread (or threads) that serves it. */
export const askTable = <Table extends MethodTable<never>>(
  table: Table,
  thread: Respondent<WorkerApi>,
): MethodsOf<Table> =>
  mapped(table, (entry, name) => {
    const run = (...sent: unknown[]): Promise<unknown> => thread.call(name, sent as never);
    return typeof entry === 'function' ? run : (...args: unknown[]) => (entry as { ask: Run }).ask(run, ...args);
  }) as MethodsOf<Table>;

/**
 * The table with each of its functions run by `guard`, which is given what the thread has open and the first of the values that the method
 * is called with.
 */
export const guardTable = <Table extends object>(
  table: Table,
  guard: (context: never, first: never, run: () => unknown) => unknown,
): Table =>
  mapped(table, (entry) => {
    const run = (context: unknown, ...sent: unknown[]): unknown =>
      guard(context as never, sent[0] as never, () => runOf(entry)(context, ...sent));
    return typeof entry === 'function' ? run : { ...(entry as object), run };
  }) as Table;
