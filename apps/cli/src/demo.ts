// npm run demo: plays the one documented call against a fresh instance on a free port and shows what comes out.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { VARIABLE_NAMES } from '#settings';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const FIXTURE = join(ROOT, 'test/fixtures/voice_campaign_manual.ndjson');
const CALL = '028b5322-a0f3-4297-8707-60e443d64a78';
const WITHIN_MILLISECONDS = 20_000;

interface Shown {
  readonly status: string;
  readonly outcome: string | null;
  readonly durations: Readonly<Record<string, number | null>>;
  readonly hangup: { readonly side: string; readonly rule: string; readonly certainty: string } | null;
  readonly legs: readonly Readonly<Record<string, unknown>>[];
}

const say = (line = ''): void => void process.stdout.write(`${line}\n`);

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Asks until the answer is as wanted. */
const ask = async <Answer>(url: string, isWanted: (status: number, answer: Answer) => boolean): Promise<Answer> => {
  const deadline = performance.now() + WITHIN_MILLISECONDS;
  for (;;) {
    const response = await fetch(url).catch(() => null);
    const answer = response === null ? null : ((await response.json()) as Answer);
    if (response !== null && answer !== null && isWanted(response.status, answer)) return answer;
    if (performance.now() > deadline) throw new Error(`${url} did not answer as expected: ${JSON.stringify(answer)}`);
    await wait(25);
  }
};

/** Without the settings of the service that this folder may be for, in the environment or in `.env`: they would name other stores and sources. */
const ownEnvironment = (settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv => {
  const others = Object.entries(process.env).filter(([name]) => !VARIABLE_NAMES.includes(name));
  return { ...Object.fromEntries(others), ...settings };
};

const start = async (dataDir: string): Promise<{ url: string; child: ChildProcess }> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = ownEnvironment({ HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'warn' });
  const main = join(ROOT, 'dist/apps/standalone/src/main.js');
  const child = spawn(process.execPath, [main], { cwd: dataDir, env, stdio: 'inherit' });
  await ask(`${url}/health/ready`, (status) => status === 200);
  return { url, child };
};

const deliver = async (url: string): Promise<void> => {
  const lines = (await readFile(FIXTURE, 'utf8')).trim().split('\n');
  for (const [i, body] of lines.entries()) {
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(`${url}/webhooks/demo`, { method: 'POST', headers, body });
    const { event_time, event_name, state = '', dialog_uuid } = JSON.parse(body) as Record<string, string>;
    const event = `${event_name ?? ''} ${state}`.padEnd(32);
    say(`  ${i + 1}  ${event_time ?? ''}  ${event} ${(dialog_uuid ?? '').slice(0, 8)}  -> ${status}`);
    if (status !== 204) throw new Error(`webhook ${i + 1} was answered ${status}`);
  }
};

const show = (call: Shown): void => {
  say(JSON.stringify({ ...call, legs: `${call.legs.length} legs` }, null, 2));
  say();
  for (const leg of call.legs) {
    const { role, createdAt, talkingAt, closedAt, closeCause } = leg as Record<string, string>;
    say(`  ${(role ?? '').padEnd(11)} created ${createdAt}  talking ${talkingAt}  closed ${closedAt} ${closeCause}`);
  }
  const { hangup, durations } = call;
  say();
  say(`  ${hangup?.side} hung up (${hangup?.rule}, ${hangup?.certainty}) after ${durations.talkSeconds} s of talk`);
};

const dataDir = await mkdtemp(join(tmpdir(), 'call-analytics-demo-'));
let child: ChildProcess | undefined;
try {
  say('Starting a fresh instance ...');
  const started = await start(dataDir);
  ({ child } = started);
  say(`POST ${started.url}/webhooks/demo: nine webhooks of a manual campaign call`);
  await deliver(started.url);
  say();
  say(`GET ${started.url}/v1/calls/${CALL}`);
  show(
    await ask<Shown>(`${started.url}/v1/calls/${CALL}`, (status, call) => status === 200 && call.status === 'ended'),
  );
} finally {
  if (child !== undefined) {
    const ended = new Promise((resolve) => child?.on('close', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  await rm(dataDir, { recursive: true, force: true });
}
