import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCliIn } from '../../../../test/support/runCli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Answer {
  readonly verdict: string;
  readonly checks: readonly { readonly name: string; readonly verdict: string; readonly message: string }[];
}
const verdictsOf = ({ checks }: Answer) => Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]));

describe('cli doctor', () => {
  it('comes to its end with 1 while both stores are away, and shows no secret', async () => {
    const env = {
      EVENT_STORE_URL: 'esdb://ana:s3cret@127.0.0.1:1?tls=false',
      READ_MODEL_URL: 'mongodb://ana:s3cret@127.0.0.1:1/calls?serverSelectionTimeoutMS=200',
      SESSION_SECRET: 's3cret'.repeat(10),
    };
    const { code, out, err } = await runCliIn(folder, env, 'doctor', '--json');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).not.toContain('s3cret');
    const away = { 'event log': 'error', 'read models': 'error', lag: 'unknown', disk: 'ok', settings: 'ok' };
    expect(verdictsOf(JSON.parse(out) as Answer)).toMatchObject(away);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('has a line for each check, with what to do below', async () => {
    writeFileSync(join(folder, '.env'), 'PORT=0\nSTALE_SECOND=5\n');
    chmodSync(join(folder, '.env'), 0o644);
    chmodSync(folder, 0o755);
    const { code, out } = await runCliIn(folder, {}, 'doctor');
    expect(out).toMatch(
      /^warning {2}settings +\.env sets STALE_SECOND, which is no setting\n {9}-> .*docs\/runbook\.md#/,
    );
    expect(out).toMatch(/^warning {2}files +anybody on this machine can read .*\.env$/m);
    expect(out).toMatch(/^ok {7}event log +SQLite .*new/m);
    expect(out).toMatch(/\n12 checks: 0 errors, 2 warnings, \d unknown\n$/);
    expect(code).toBe(0);
  });

  it('says what is wrong with the settings, and looks no further', async () => {
    const { code, out } = await runCliIn(folder, { PORT: 'x' }, 'doctor');
    expect(out).toMatch(/^error {4}settings +PORT: got "x", takes/);
    expect(code).toBe(1);
  });
});
