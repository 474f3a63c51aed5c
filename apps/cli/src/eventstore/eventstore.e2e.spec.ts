import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDouble } from '../../../../test/doubles/eventstore/eventStoreDouble.js';
import { runCliIn } from '../../../../test/support/runCli.js';

let folder: string;
let double: EventStoreDouble;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  double = await EventStoreDouble.start();
});
afterAll(async () => {
  await double.dispose();
  rmSync(folder, { recursive: true });
});

const rights = (env: Record<string, string>, ...more: string[]) =>
  runCliIn(folder, env, 'eventstore', 'rights', '--group', 'analysts', ...more);

describe('cli eventstore rights', () => {
  it('shows what it would write, writes it, and then has nothing to change', async () => {
    const env = { EVENT_STORE_ADMIN_URL: double.url };
    const shown = await rights(env, '--dry-run');
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toContain(
      '$$$all\n  before: nothing\n  after:  {"$acl":{"$r":["$admins","analysts"]}}\n$settings\n',
    );
    expect(shown.out).toMatch(/\nnothing was written \(--dry-run\)\n$/);
    const written = await rights(env);
    expect(written.out.split('\n').slice(0, -2)).toEqual(shown.out.split('\n').slice(0, -2));
    expect(written.out).toMatch(/\nwritten: analysts has these rights now\n$/);
    expect(await rights(env)).toMatchObject({ code: 0, out: 'nothing to change: analysts has these rights\n' });
  });

  it('says which variable is missing', async () => {
    const run = await rights({});
    expect(run).toMatchObject({ code: 1, out: '' });
    expect(run.err).toContain('EVENT_STORE_ADMIN_URL');
  });
});
