import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../spec/ingestServer.js';

const MAIN = fileURLToPath(new URL('../../../dist/apps/ingest/src/main.js', import.meta.url));

let folder: string;
const running: ChildProcess[] = [];

const start = (environment: Record<string, string>) => {
  const env = { PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), LOG_FORMAT: 'json', PORT: '0', ...environment };
  const child = spawn(process.execPath, [MAIN], { cwd: folder, env });
  running.push(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  return { child, output, ended: once(child, 'exit').then(([code]) => code as number | null) };
};
const addressOf = async ({ output }: ReturnType<typeof start>): Promise<string> => {
  await eventually(() => output.out.includes('"address"'));
  const line = output.out.split('\n').find((text) => text.includes('"address"'));
  return (JSON.parse(line!) as { address: string }).address;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ingest-main-'));
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true });
});

describe('the ingest process', () => {
  it('says where it listens, over which stores and how open it is', async () => {
    const ingest = start({});
    const address = await addressOf(ingest);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(ingest.output.out).toContain('"eventStore":"sqlite","readModel":"sqlite"');
    expect(ingest.output.out).toContain('open: anybody on this machine');
    expect(ingest.output.err).toMatch(/^event log: SQLite in \/.*\/data \(new: it holds nothing yet\)\n$/);
  });

  it('keeps what it makes to its own user, and warns where others can read what is there', async () => {
    const dataDir = join(folder, 'data');
    const modeOf = (path: string): number => statSync(path).mode & 0o777;
    const first = start({});
    await addressOf(first);
    expect(first.output.out).not.toContain('others on this machine');
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect([modeOf(dataDir), modeOf(join(dataDir, 'events.db'))]).toEqual([0o700, 0o600]);
    chmodSync(dataDir, 0o755);
    chmodSync(join(dataDir, 'events.db'), 0o644);
    const second = start({});
    await addressOf(second);
    expect(second.output.out.match(/others on this machine can read the databases in/g)).toHaveLength(1);
    expect(second.output.out).toContain(`chmod -R go-rwx ${dataDir}`);
  });

  it('names the folder that it cannot write', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { output, ended } = start({ DATA_DIR: join(folder, 'file', 'data') });
    expect(await ended).toBe(1);
    expect(output.err).toMatch(
      /^ingest cannot start:\n {2}DATA_DIR: got "[^"]*\/file\/data", which cannot be written: /,
    );
  });

  it('ends in good order when npm, which started it, is gone', async () => {
    const env = { PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), PORT: '0', LOG_FORMAT: 'json' };
    const log = openSync(join(folder, 'log'), 'w');
    // as npm does it: through a shell, which waits and does not pass signals on
    const shell = spawn('sh', ['-c', `"${process.execPath}" ${MAIN}; true`], {
      env: { ...env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', log, log],
    });
    running.push(shell);
    const lines = (): string => readFileSync(join(folder, 'log'), 'utf8');
    await eventually(() => lines().includes('"address"'));
    shell.kill('SIGTERM');
    await eventually(() => lines().includes('"stopped"'));
    expect(lines()).toContain('"reason":"npm has ended"');
  });

  it('answers what it has begun when it is told to stop, and ends with 0', async () => {
    const ingest = start({});
    const address = await addressOf(ingest);
    const body = '{"a":1}';
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const slow = request(`${address}/webhooks/main`, { method: 'POST', headers });
    slow.write(body.slice(0, 3));
    await fetch(`${address}/health/live`); // by now the slow one has arrived, too
    ingest.child.kill('SIGTERM');
    await eventually(() => ingest.output.out.includes('stopping'));
    slow.end(body.slice(3));
    const [answer] = (await once(slow, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(204);
    answer.resume();
    expect(await ingest.ended).toBe(0);
  });

  it('names every bad setting in plain words, without a stack, and ends with 1', async () => {
    writeFileSync(join(folder, '.env'), 'GRACE_SECONDS=soon\nPORT=1\n');
    const { output, ended } = start({ PORT: 'x', EVENT_STORE_URL: 'esbd://admin:s3cret@host' });
    expect(await ended).toBe(1);
    expect(output.err).toBe(
      [
        'ingest cannot start:',
        '  PORT: got "x", takes a whole number from 0 to 65535',
        '  EVENT_STORE_URL: got "esbd://***@host", takes sqlite, or kurrentdb://... (esdb://...)',
        '  GRACE_SECONDS: got "soon", takes a whole number from 0 to 31536000',
        '',
      ].join('\n'),
    );
  });

  it('does not start without the files of secrets it is told to use', async () => {
    writeFileSync(join(folder, 'keys.json'), '[{"name":"x","sha256":"s3cret"}]');
    const { output, ended } = start({ WEBHOOK_SOURCES_FILE: 'missing.json', API_KEYS_FILE: 'keys.json' });
    expect(await ended).toBe(1);
    expect(output.err).toContain('WEBHOOK_SOURCES_FILE: got "missing.json", which cannot be used');
    expect(output.err).toContain('entry 1: sha256 takes');
    expect(output.err).not.toContain('s3cret');
  });

  it('says so when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { output, ended } = start({ PORT: String(port) });
    expect(await ended).toBe(1);
    expect(output.err).toMatch(
      `ingest cannot start:\n  PORT: got "${port}", which another process uses on 127.0.0.1\n`,
    );
    other.close();
  });
});
