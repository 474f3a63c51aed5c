import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const KEPT_OUTPUT_CHARACTERS = 4000;

/** A program of this repository, built, in a process of its own. */
export interface ChildProgram {
  readonly url: string;
  /** Resident memory in MB. */
  memory(): number;
  stop(): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const running = new Set<ChildProcess>();
// a bench that is stopped half-way takes its programs with it
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const keepTrack = (child: ChildProcess): void => {
  running.add(child);
  child.on('exit', () => running.delete(child));
};

/** A path in the build's folder. */
export const built = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const residentMegabytes = (pid: number): number => {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return NaN;
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(status, 'utf8'))?.[1];
  return kilobytes === undefined ? NaN : Number(kilobytes) / 1024;
};

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false; // not listening yet
  }
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = new AbortController();
  const killer = wait(20_000, undefined, { signal: late.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  await ended;
  late.abort();
  await killer;
};

/**
 * Starts a built program on a free port of the loopback and resolves once it answers on `readyPath`.
 * @throws Error it ended, or was not ready within a minute; the message holds the end of what it wrote
 */
export const startProgram = async (
  path: string,
  readyPath: string,
  env: Record<string, string>,
): Promise<ChildProgram> => {
  const port = await freePort();
  const child = spawn(process.execPath, [built(path)], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  keepTrack(child);
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-KEPT_OUTPUT_CHARACTERS);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const url = `http://127.0.0.1:${port}`;
  const limit = Date.now() + 60_000;
  while (!(await answers(url + readyPath))) {
    if (child.exitCode !== null || Date.now() > limit) {
      await end(child);
      throw new Error(`${path} is not ready:\n${output}`);
    }
    await wait(50);
  }
  return { url, memory: () => residentMegabytes(child.pid ?? 0), stop: () => end(child) };
};

/** The whole service in one process over this folder, as `npm start` runs it. */
export const startService = (dataDir: string): Promise<ChildProgram> =>
  startProgram('apps/standalone/src/main.js', '/health/ready', {
    DATA_DIR: dataDir,
    EVENT_STORE_URL: 'sqlite',
    READ_MODEL_URL: 'sqlite',
    WEBHOOK_SOURCES_FILE: '',
    API_KEYS_FILE: '',
  });

/** Does the work with a program and stops it, whatever happens. */
export const withProgram = async <Result>(
  starting: Promise<ChildProgram>,
  work: (program: ChildProgram) => Promise<Result>,
): Promise<Result> => {
  const program = await starting;
  try {
    return await work(program);
  } finally {
    await program.stop();
  }
};

/** Runs a built program to its end and gives the JSON it printed. */
export const runProgram = async <Result>(path: string, args: readonly string[]): Promise<Result> => {
  const child = spawn(process.execPath, [built(path), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  keepTrack(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${path} ended with ${code}`);
  return JSON.parse(output) as Result;
};
