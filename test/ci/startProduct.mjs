// Starts the built product as a child process on a free port of 127.0.0.1 and waits until it is ready.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY_WITHIN_MILLISECONDS = 30_000;

export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const isReady = async (url) => {
  try {
    return (await fetch(`${url}/health/ready`)).status === 200;
  } catch {
    return false; // not listening yet
  }
};

/**
 * @param {Record<string, string>} env settings besides HOST and PORT; DATA_DIR at least
 * @param {string} main built entry, default the whole product in one process
 * @returns {Promise<{ url: string, pid: number, output: () => string, stop: (signal?: NodeJS.Signals) => Promise<number | null> }>}
 */
export async function startProduct(env, main = 'dist/apps/standalone/src/main.js') {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [main], {
    cwd: ROOT,
    env: { ...process.env, LOG_FORMAT: 'json', ...env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const note = (chunk) => (text = (text + chunk).slice(-20_000));
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const ended = new Promise((resolve) => child.on('close', resolve));
  const deadline = Date.now() + READY_WITHIN_MILLISECONDS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the product did not become ready:\n${text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const stop = (signal = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  return { url, pid: child.pid, output: () => text, stop };
}
