import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** The repository's folder, from the source and from dist/ alike. */
export const ROOT = fileURLToPath(
  new URL(import.meta.url.includes('/dist/') ? '../../../' : '../../', import.meta.url),
);
export const STANDALONE = 'dist/apps/standalone/src/main.js';

const READY_WITHIN_MILLISECONDS = 120_000;
const KEPT_OUTPUT = 50_000;

/** Below the ports that systems give by themselves. */
const FIRST_PORT = 10_000;
/** Each of the processes that run tests at the same time takes its ports from so many of its own: none takes what another has just found free. */
const PORTS_OF_A_WORKER = 1_000;
const MOST_WORKERS = 20;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A port of 127.0.0.1 that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const worker = Number(process.env.JEST_WORKER_ID ?? 0) % MOST_WORKERS;
  for (;;) {
    const port = FIRST_PORT + worker * PORTS_OF_A_WORKER + Math.floor(Math.random() * PORTS_OF_A_WORKER);
    if (await isFree(port)) return port;
  }
};

const answers = async (url: string): Promise<boolean> => {
  try {
    const answer = await fetch(url);
    await answer.arrayBuffer(); // what is not read keeps the process from stopping
    return answer.status === 200;
  } catch {
    return false; // not listening yet
  }
};

/** A running process of the built product. */
export interface Product {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from the start of the process until it was ready. */
  readonly readyAfter: number;
  /** The last of what it printed. */
  readonly output: () => string;
  /** Sends a signal (default SIGTERM) and resolves with the exit code, null when the signal ended it. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/**
 * Starts a built process of the product on a free port of 127.0.0.1 and waits until it is ready.
 * @param env settings besides HOST and PORT; DATA_DIR at least
 * @param main its entry, from the repository's folder
 * @param flags Node's own
 */
export const startProduct = async (
  env: Readonly<Record<string, string>>,
  main = STANDALONE,
  readyPath = '/health/ready',
  flags: readonly string[] = [],
): Promise<Product> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = spawn(process.execPath, [...flags, main], {
    cwd: ROOT,
    env: { ...process.env, LOG_FORMAT: 'json', ...env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const note = (chunk: Buffer): void => {
    text = (text + chunk.toString()).slice(-KEPT_OUTPUT);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const state = { exited: false };
  const ended = new Promise<number | null>((resolve) =>
    child.on('close', (code) => {
      state.exited = true;
      resolve(code);
    }),
  );
  const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    if (!state.exited) child.kill(signal);
    return ended;
  };
  while (!(await answers(url + readyPath))) {
    if (state.exited || performance.now() - began > READY_WITHIN_MILLISECONDS) {
      await stop('SIGKILL');
      throw new Error(`${main} did not become ready:\n${text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { url, pid: child.pid ?? 0, readyAfter: performance.now() - began, output: () => text, stop };
};
