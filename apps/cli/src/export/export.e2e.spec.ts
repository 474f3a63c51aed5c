import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { openStores } from '#stores';
import { fold } from '../../../../test/support/given.js';
import { recorded } from '../../../../test/support/recorded.js';
import { runCliIn } from '../../../../test/support/runCli.js';
import { someCalls } from '../../../../test/support/generateCalls.js';
import { SEED_CONSULTANT_DIALOG, voiceCampaignManual } from '../../../../test/support/seed.js';

describe('cli export', () => {
  let folder: string;
  const cli = (...args: string[]) => runCliIn(folder, { DATA_DIR: join(folder, 'data') }, 'export', ...args);
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cli-export-'));
    const settings = { eventStoreUrl: 'sqlite', readModelUrl: 'sqlite', dataDir: join(folder, 'data') };
    const stores = await openStores(settings);
    const { log, readModels } = stores;
    const generation = await readModels.openProjection('calls', '1', await log.identity());
    const stories = [voiceCampaignManual(), ...someCalls(30, 5).map(({ events }) => events)].map((events) =>
      recorded(events),
    );
    for (const [place, events] of stories.filter(({ length }) => length > 0).entries()) {
      const stream = events[0]!.stream;
      const position = String(place).padStart(8, '0');
      const calls = fold(events).calls.map((call) => ({ ...call, revision: { stream, number: events.length } }));
      await readModels.replaceDocuments(
        generation,
        [{ stream, revision: events.length, position, calls, record: null }],
        null,
      );
    }
    await stores.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes all calls under the name of the file, and leaves a file alone that is there', async () => {
    const first = await cli('calls.ndjson');
    expect(first.code).toBe(0);
    const lines = read('calls.ndjson').split('\n').slice(0, -1);
    expect(first.out).toBe(`calls.ndjson: ${lines.length} rows written, of calls.v1\n`);
    expect(lines.length).toBeGreaterThan(20);
    const again = await cli('calls.ndjson', '--campaign', 'none-of-these');
    expect(again.code).toBe(1);
    expect(again.err).toContain('calls.ndjson is there already: --force replaces it');
    expect(read('calls.ndjson').split('\n').slice(0, -1)).toEqual(lines);
    expect(await cli('calls.ndjson', '--campaign', 'none-of-these', '--force')).toMatchObject({ code: 0 });
    expect(read('calls.ndjson')).toBe('');
  });

  it('goes on in a file behind the call that it is given', async () => {
    await cli('calls.csv', '--to-file', 'whole.csv');
    await cli('calls.csv', '--to-file', 'parts.csv', '--to', '2020-08-27');
    const whole = read('whole.csv');
    expect(whole.startsWith(read('parts.csv'))).toBe(true);
    expect(await cli('calls.csv', '--to-file', 'parts.csv', '--after', SEED_CONSULTANT_DIALOG)).toMatchObject({
      code: 0,
    });
    expect(read('parts.csv')).toBe(whole);
    const gone = await cli('calls.csv', '--to-file', 'parts.csv', '--after', 'x');
    expect(gone.code).toBe(1);
    expect(gone.err).toContain('--after x: no call has this id any more: begin anew, with --force');
  });

  it('masks contacts for analysts, in Parquet too, and leaves nothing beside the file', async () => {
    const { code } = await cli('calls.parquet', '--masked', '--from', '2020-08-26', '--to', '2020-08-27');
    expect(code).toBe(0);
    const [call] = await parquetReadObjects({
      file: new Uint8Array(readFileSync(join(folder, 'calls.parquet'))).buffer,
    });
    expect(call).toMatchObject({ id: SEED_CONSULTANT_DIALOG, 'contact.number': '***xxx', 'durations.talkSeconds': 7n });
    expect(existsSync(join(folder, 'calls.parquet.part'))).toBe(false);
  });

  it('refuses what the file cannot have', async () => {
    expect(await cli('calls.parquet', '--local', '--force')).toMatchObject({ code: 1 });
    expect(await cli('legs.csv', '--after', SEED_CONSULTANT_DIALOG, '--force')).toMatchObject({ code: 1 });
    expect((await cli('calls.csv', '--from', 'monday', '--hangup-side', 'nobody', '--force')).err).toContain(
      [
        '--from: must be a date (2024-05-01) or a time with Z or an offset (2024-05-01T10:00:00+02:00); got "monday"',
        '--hangup-side: must be one of consultant, contact, system, unknown, or none; got "nobody"',
      ].join('\n'),
    );
    expect((await cli('calls.xlsx')).code).toBe(1);
  });
});
