import { parseArgs } from 'node:util';

export const BENCHES = [
  'ingest',
  'memory',
  'freshness',
  'exports',
  'processes',
  'peers',
  'rebuild',
  'statistics',
  'lists',
  'dashboard',
] as const;
export type BenchName = (typeof BENCHES)[number];

/** They need what not everybody has. */
const ONLY_WHEN_NAMED: readonly BenchName[] = ['peers', 'processes', 'dashboard'];

export const STORES = ['sqlite', 'mongodb'] as const;
export type StoreName = (typeof STORES)[number];

export interface BenchOptions {
  readonly benches: readonly BenchName[];
  /** Seconds each load lasts, after a warm-up. */
  readonly seconds: number;
  /** Minutes of half load over which memory is watched. */
  readonly minutes: number;
  /** Calls in the log that is built again; one rebuild each. */
  readonly calls: readonly number[];
  /** Where the read models of a rebuild lie. */
  readonly stores: readonly StoreName[];
  /** Where the logs to be built again and the read models are kept, a folder for each number of calls; undefined: nowhere. */
  readonly keep: string | undefined;
  readonly quick: boolean;
  readonly seed: number;
}

const HELP = `npm run bench -- [options]
  --only NAME      one of ${BENCHES.join(', ')} (repeat for several; default: all, memory only with --minutes,
                   peers only when named: it needs npm ci --prefix bench/peers, and so processes, which needs a mongod, and
                   dashboard, which needs Chromium)
  --seconds N      how long each load lasts (default 10)
  --minutes N      watch memory for so long under half the ingest's full load (default: not at all)
  --calls N,N,...  calls in the log for exports and the rebuild, or in the read models for statistics, lists and dashboard (default 10000); one run each
  --stores NAME    where the read models of these lie: sqlite (default) or mongodb, or both: sqlite,mongodb
  --keep FOLDER    keep the logs of exports and the rebuild and their read models there, and those of statistics, lists and dashboard, and go on from what is there already
                   (a large log is long in the filling, and then in being linked and projected; from there on a run may be stopped and
                   gone on with)
  --quick          a smoke run of a few seconds: its figures mean nothing
  --seed N         of the generated calls (default 1)`;

const numberFrom = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${name} takes a number above 0, got ${text}`);
};

const listed = (text: string): string[] => text.split(',').map((part) => part.trim());

const storeFrom = (text: string): StoreName => {
  const store = STORES.find((name) => name === text);
  if (store === undefined) throw new Error(`--stores takes ${STORES.join(', ')}, got ${text}`);
  return store;
};

const isBench = (name: string): name is BenchName => (BENCHES as readonly string[]).includes(name);

const chosen = (only: readonly string[] | undefined, withMemory: boolean): readonly BenchName[] => {
  const wrong = only?.find((name) => !isBench(name));
  if (wrong !== undefined) throw new Error(`--only takes ${BENCHES.join(', ')}, got ${wrong}`);
  if (only !== undefined) return only.filter(isBench);
  return BENCHES.filter((name) => !ONLY_WHEN_NAMED.includes(name) && (name !== 'memory' || withMemory));
};

/** Reads the command line; null: help was asked for and has been printed. */
export const readOptions = (): BenchOptions | null => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      seconds: { type: 'string' },
      minutes: { type: 'string' },
      calls: { type: 'string' },
      stores: { type: 'string', default: 'sqlite' },
      keep: { type: 'string' },
      quick: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return null;
  }
  const { quick } = values;
  return {
    quick,
    keep: values.keep,
    benches: chosen(values.only, values.minutes !== undefined),
    seconds: numberFrom('seconds', values.seconds ?? (quick ? '2' : '10')),
    minutes: numberFrom('minutes', values.minutes ?? (quick ? '0.1' : '10')),
    calls: listed(values.calls ?? (quick ? '500' : '10000')).map((text) => numberFrom('calls', text)),
    stores: listed(values.stores).map(storeFrom),
    seed: numberFrom('seed', values.seed),
  };
};
