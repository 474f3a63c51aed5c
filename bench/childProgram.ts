import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ROOT, STANDALONE, startProduct } from '../test/support/startProduct.js';
import { threadTimes, type ThreadTimes } from './processorTime.js';

/** A built program in a process of its own, listening. */
export interface ChildProgram {
  readonly url: string;
  /** Resident memory in MB; NaN where the system does not tell. */
  memory(): number;
  /** What its threads have cost since it was started. */
  threads(): ThreadTimes;
}

/** Node's flags of `npm start`. */
const startFlags = (): string[] => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
};

const running = new Set<number>();
// a bench that is stopped half-way takes its programs with it
process.on('exit', () => {
  for (const pid of running) process.kill(pid, 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const residentMegabytes = (pid: number): number => {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return NaN;
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(status, 'utf8'))?.[1];
  return kilobytes === undefined ? NaN : Number(kilobytes) / 1024;
};

/** Does the work with a program that listens, and stops it whatever happens. `main` is its built entry, from the repository's folder. */
export const withProgram = async <Result>(
  main: string,
  readyPath: string,
  env: Record<string, string>,
  work: (program: ChildProgram) => Promise<Result>,
  flags: readonly string[] = [],
): Promise<Result> => {
  const { url, pid, stop } = await startProduct(env, main, readyPath, flags);
  running.add(pid);
  try {
    return await work({ url, memory: () => residentMegabytes(pid), threads: () => threadTimes(pid) });
  } finally {
    await stop();
    running.delete(pid);
  }
};

const settingsOf = (dataDir: string): Record<string, string> => ({
  DATA_DIR: dataDir,
  EVENT_STORE_URL: 'sqlite',
  READ_MODEL_URL: 'sqlite',
  WEBHOOK_SOURCES_FILE: '',
  API_KEYS_FILE: '',
});

/** The whole service in one process over this folder, as `npm start` runs it. */
export const withService = <Result>(
  dataDir: string,
  work: (service: ChildProgram) => Promise<Result>,
  settings: Record<string, string> = {},
): Promise<Result> =>
  withProgram(STANDALONE, '/health/ready', { ...settingsOf(dataDir), ...settings }, work, startFlags());

/** Ingest in a process of its own, as `npm run start:ingest` runs it: nobody follows the log meanwhile. */
export const withIngest = <Result>(dataDir: string, work: (ingest: ChildProgram) => Promise<Result>): Promise<Result> =>
  withProgram('dist/apps/ingest/src/main.js', '/health/ready', settingsOf(dataDir), work);

/** The API with the dashboard in a process of its own, as `npm run start:api` runs it: nothing is written meanwhile. */
export const withApi = <Result>(dataDir: string, work: (api: ChildProgram) => Promise<Result>): Promise<Result> =>
  withProgram('dist/apps/api/src/main.js', '/health/ready', settingsOf(dataDir), work);

interface Projections {
  readonly items: readonly { readonly state: string; readonly lag: { readonly events: number | null } }[];
  readonly linker: { readonly lag: { readonly events: number | null } } | null;
}

/** Waits until linker and projection have handled all that came, so that they do not disturb what is measured next. */
export const caughtUp = async ({ url }: ChildProgram, withinSeconds = 300): Promise<void> => {
  const limit = Date.now() + withinSeconds * 1000;
  for (;;) {
    const { items, linker } = (await (await fetch(`${url}/v1/projections`)).json()) as Projections;
    const live = items.filter(({ state }) => state === 'live'); // a kept one is followed by nobody
    if (live.length > 0 && [linker, ...live].every((consumer) => consumer?.lag.events === 0)) return;
    if (Date.now() > limit) throw new Error(`the projector has not caught up within ${withinSeconds} s`);
    await wait(50);
  }
};

/** The bare server that ingest is measured against. */
export const withBareServer = <Result>(work: (bare: ChildProgram) => Promise<Result>): Promise<Result> =>
  withProgram('dist/bench/bareServer.js', '/', {}, work);

/** The naive build of bench/peers over a mongod. */
export const withNaive = <Result>(
  mongodbUrl: string,
  work: (naive: ChildProgram) => Promise<Result>,
): Promise<Result> => withProgram('dist/bench/peers/naive.js', '/health/ready', { MONGODB_URL: mongodbUrl }, work);

/** Runs a built program, named from the repository's folder, to its end and gives the JSON it printed. */
export const runProgram = async <Result>(main: string, args: readonly string[]): Promise<Result> => {
  const child = spawn(process.execPath, [join(ROOT, main), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (pid !== undefined) running.delete(pid);
  if (code !== 0) throw new Error(`${main} ended with ${code}`);
  return JSON.parse(output) as Result;
};
