import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { VARIABLE_NAMES } from '#settings';
import { freePort, ROOT, STANDALONE } from '../support/startProduct.js';

const WITHIN_MILLISECONDS = 120_000;

export const say = (line = ''): void => void process.stdout.write(`${line}\n`);

/** Asks until the answer is as wanted. @throws Error after two minutes */
export const ask = async <Answer>(
  url: string,
  isWanted: (status: number, answer: Answer) => boolean,
): Promise<Answer> => {
  const deadline = performance.now() + WITHIN_MILLISECONDS;
  for (;;) {
    const response = await fetch(url).catch(() => null);
    const answer = response === null ? null : ((await response.json()) as Answer);
    if (response !== null && answer !== null && isWanted(response.status, answer)) return answer;
    if (performance.now() > deadline) throw new Error(`${url} did not answer as expected: ${JSON.stringify(answer)}`);
    await wait(25);
  }
};

/** @throws Error unless every event of the body is taken */
export const deliver = async (url: string, body: string): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  const { status } = await fetch(`${url}/webhooks/demo`, { method: 'POST', headers, body });
  if (status !== 204) throw new Error(`a webhook was answered ${status}`);
};

/** Without the settings of the service that this folder may be for, in the environment or in `.env`: they would name other stores and sources. */
export const ownEnvironment = (settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv => {
  const others = Object.entries(process.env).filter(([name]) => !VARIABLE_NAMES.includes(name));
  return { ...Object.fromEntries(others), ...settings };
};

/** A service of the demo's own. */
export interface Instance {
  readonly url: string;
  /** Ends it. */
  readonly stop: () => Promise<void>;
}

const stopping = (child: ChildProcess) => async (): Promise<void> => {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.kill('SIGTERM');
  await ended;
};

/**
 * Starts a service over a data folder and waits until it is ready.
 * @param port default: a free one
 */
export const startInstance = async (dataDir: string, port?: number): Promise<Instance> => {
  const own = port ?? (await freePort());
  const url = `http://127.0.0.1:${own}`;
  const env = ownEnvironment({ HOST: '127.0.0.1', PORT: String(own), DATA_DIR: dataDir, LOG_LEVEL: 'warn' });
  const child = spawn(process.execPath, [join(ROOT, STANDALONE)], { cwd: dataDir, env, stdio: 'inherit' });
  const stop = stopping(child);
  try {
    await ask(`${url}/health/ready`, (status) => {
      if (child.exitCode !== null) throw new Error('the service could not start');
      return status === 200;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
};
