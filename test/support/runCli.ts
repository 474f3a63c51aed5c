import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from './startProduct.js';

const CLI = 'dist/apps/cli/src/main.js';

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Command {
  /** A built program, from the repository's folder. */
  readonly main: string;
  /** The folder it runs in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const start = ({ main, cwd, env }: Command, args: readonly string[]) =>
  spawn(process.execPath, [join(ROOT, main), ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const runToEnd = async (command: Command, args: readonly string[]): Promise<CliRun> => {
  const child = start(command, args);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
};

/** Runs the built command line in a folder with these settings, to its end. */
export const runCliSaying = (
  cwd: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<CliRun> => runToEnd({ main: CLI, cwd, env }, args);

/** The lines by which every command says which stores it works on. */
const STORE_LINES = /^(event log|read models): .*\n/gm;
const withoutStores = ({ err, ...run }: CliRun): CliRun => ({ ...run, err: err.replace(STORE_LINES, '') });

/** The same, without the lines that say which stores it works on. */
export const runCliIn = async (...given: Parameters<typeof runCliSaying>): Promise<CliRun> =>
  withoutStores(await runCliSaying(...given));

/** The same where nobody reads what it prints. */
export const runCliUnread = async (
  cwd: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Omit<CliRun, 'out'>> => {
  const child = start({ main: CLI, cwd, env }, args);
  child.stdout.destroy();
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  const { out: _, ...run } = withoutStores({ code, out: '', err });
  return run;
};

/** The same in the repository's folder. */
export const runCli = (env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<CliRun> =>
  runCliIn(ROOT, env, ...args);

/** The same with another entry: a command line that a test has built. */
export const runCliOf = async (
  main: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<CliRun> => withoutStores(await runToEnd({ main, cwd: ROOT, env }, args));
