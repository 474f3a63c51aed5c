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
export const runCliIn = (
  cwd: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<CliRun> => runToEnd({ main: CLI, cwd, env }, args);

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
  return { code, err };
};

/** The same in the repository's folder. */
export const runCli = (env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<CliRun> =>
  runCliIn(ROOT, env, ...args);

/** The same with another entry: a command line that a test has built. */
export const runCliOf = (
  main: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<CliRun> => runToEnd({ main, cwd: ROOT, env }, args);
