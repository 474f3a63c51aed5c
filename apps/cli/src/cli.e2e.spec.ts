import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventLog } from '#stores';
import { DeliveryWriter, Quarantine } from '#ingest';
import { runCliIn, runCliSaying, runCliUnread } from '../../../test/support/runCli.js';
import { SEED_RECORD_ID, voiceCampaignManual } from '../../../test/support/seed.js';

const REFUSED_AT = '2026-01-01T00:00:00.000Z';

let folder: string;
const dataDir = () => join(folder, 'data');

const cli = (...args: string[]) => runCliIn(folder, { DATA_DIR: dataDir() }, ...args);
const withLog = async <Result>(work: (log: Awaited<ReturnType<typeof openEventLog>>) => Promise<Result>) => {
  const log = await openEventLog({ eventStoreUrl: 'sqlite', dataDir: dataDir() });
  try {
    return await work(log);
  } finally {
    await log.close();
  }
};
const streamOf = (stream: string) =>
  withLog(async (log) => {
    const events = [];
    for await (const event of log.readStream(stream)) events.push(event);
    return events;
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('ends without a word once nobody reads what it prints', async () => {
  const run = await runCliUnread(folder, { DATA_DIR: dataDir() }, 'rebuild', '--dry-run');
  expect(run).toEqual({ code: 0, err: '' });
});

describe('cli import', () => {
  it('takes a file of history, tells what it did and which lines it refused, and ends with 1 for them', async () => {
    const texts = voiceCampaignManual().map((body) => JSON.stringify(body));
    writeFileSync(join(folder, 'history.ndjson'), [...texts, 'nonsense', texts[0]].join('\n'));
    const first = await cli('import', 'history.ndjson', '--source', 'main');
    expect(first.out).toBe(
      '11 read, 9 appended, 1 repeated, 1 refused\n  line 10: The body is not JSON: Unexpected token.\n',
    );
    expect(first.code).toBe(1);
    const events = await streamOf(`campaignRecord-${SEED_RECORD_ID}`);
    expect(events.map(({ text }) => text).sort()).toEqual([...texts].sort());
    expect(events[0]!.metadata).toMatchObject({ receivedAt: null, source: 'main' });
    expect(readdirSync(join(dataDir(), 'imports'))).toEqual([]);
  });

  it('ends with 0 when everything is in the log, also for the second time', async () => {
    writeFileSync(join(folder, 'history.ndjson'), '{"a":1}\n{"a":2}\n');
    expect(await cli('import', 'history.ndjson', '--source', 'main')).toMatchObject({ code: 0 });
    const again = await cli('import', 'history.ndjson', '--source', 'main');
    expect(again).toMatchObject({ code: 0, out: '2 read, 0 appended, 2 repeated, 0 refused\n' });
  });

  it('says on standard error which stores and which source it works on, and that they are new', async () => {
    writeFileSync(join(folder, 'history.ndjson'), '{"a":1}\n');
    const saying = (...args: string[]) => runCliSaying(folder, { DATA_DIR: dataDir() }, ...args);
    const first = await saying('import', 'history.ndjson', '--source', 'main');
    expect(first.err).toContain(`event log: SQLite in ${dataDir()} (new: it holds nothing yet)\nsource: main\n`);
    const second = await saying('import', 'history.ndjson', '--source', 'main');
    expect(second.err).toContain(`event log: SQLite in ${dataDir()}\nsource: main\n`);
    expect((await saying('diff')).err).toContain(`read models: SQLite in ${dataDir()} (new: it holds nothing yet)\n`);
  });

  it('takes no source that the file of sources does not name', async () => {
    writeFileSync(join(folder, 'history.ndjson'), '{"a":1}\n');
    const secret = 'a good secret';
    writeFileSync(join(folder, 'sources.json'), JSON.stringify([{ name: 'main', header: 'appHash', secret }]));
    const env = { DATA_DIR: dataDir(), WEBHOOK_SOURCES_FILE: join(folder, 'sources.json') };
    const wrong = await runCliIn(folder, env, 'import', 'history.ndjson', '--source', 'mian');
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toContain('--source mian: WEBHOOK_SOURCES_FILE');
    expect(wrong.err).toContain('it has main');
    expect(await runCliIn(folder, env, 'import', 'history.ndjson', '--source', 'main')).toMatchObject({ code: 0 });
  });

  it('writes what it refuses to the file it is given, keeps none of it, and takes no JSON array', async () => {
    writeFileSync(join(folder, 'history.ndjson'), 'nonsense\n{"a":1}\n42\n');
    const run = await cli('import', 'history.ndjson', '--source', 'main', '--refused', join(folder, 'refused'));
    expect(run.code).toBe(1);
    expect(readFileSync(join(folder, 'refused'), 'utf8')).toBe('nonsense\n42\n');
    expect((await cli('quarantine', 'list')).out).toBe('0 open\n');
    writeFileSync(join(folder, 'array.json'), '[\n{"a":1},\n{"a":2}\n]\n');
    expect((await cli('import', 'array.json', '--source', 'main')).err).toContain('a JSON array');
  });

  it('prints its version, and an example of each command', async () => {
    expect(await cli('--version')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
    for (const command of [
      'import',
      'export',
      'quarantine',
      'rebuild',
      'diff',
      'switch',
      'resume',
      'rollback',
      'prune',
      'drop',
    ])
      expect((await cli('help', command)).out).toContain(`Example: npm run cli -- ${command}`);
  });

  it('says in plain words what it cannot do', async () => {
    expect(await cli('import', 'nothing', '--source', 'main')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no such file') as string,
    });
    expect((await cli('import', 'nothing', '--source', 'Not OK')).err).toContain('a-z, 0-9 and -');
  });
});

describe('cli quarantine', () => {
  const keep = (text: string) =>
    withLog((log) =>
      new Quarantine(log).keep({ source: 'main', bytes: Buffer.from(text), reason: 'because', refusedAt: REFUSED_AT }),
    );

  it('lists and shows what was refused', async () => {
    const id = await keep('{"a": oops}');
    expect((await cli('quarantine', 'list')).out).toContain(`${id}  ${REFUSED_AT}  main  11 bytes  because`);
    expect((await cli('quarantine', 'list', 'other')).out).toBe('0 open\n');
    expect((await cli('quarantine', 'show', id.slice(0, 8))).out).toContain('\n{"a": oops}\n');
    expect(await cli('quarantine', 'show', 'nothing')).toMatchObject({ code: 1 });
  });

  it('replays a repaired body with the receipt time it had, and marks it as replayed', async () => {
    const id = await keep('{"a": oops}');
    expect(await cli('quarantine', 'replay', id)).toMatchObject({ code: 1, out: '' });
    expect((await cli('quarantine', 'list')).out).toContain('1 open');
    writeFileSync(join(folder, 'repaired.json'), '[{"a":1},{"a":2}]');
    const replayed = await cli('quarantine', 'replay', id, '--file', 'repaired.json');
    expect(replayed).toMatchObject({ code: 0, out: '2 appended, 0 repeated\n' });
    expect(await streamOf('source-main')).toMatchObject([
      { metadata: { receivedAt: REFUSED_AT } },
      { metadata: { receivedAt: REFUSED_AT } },
    ]);
    expect((await cli('quarantine', 'list')).out).toBe('0 open\n');
    expect((await cli('quarantine', 'list', '--all')).out).toContain('replayed 20');
  });

  it('replays a body as it is once it can be read, and refuses one of which only the beginning was kept', async () => {
    const small = await keep('{"a":1}');
    expect(await cli('quarantine', 'replay', small)).toMatchObject({ code: 0, out: '1 appended, 0 repeated\n' });
    const large = await keep(`{"a":"${'x'.repeat(100_000)}"}`);
    expect((await cli('quarantine', 'replay', large)).err).toContain('only the first 65536 of 100008 bytes were kept');
  });
});

it('the command line and a running writer share the log', async () => {
  writeFileSync(join(folder, 'history.ndjson'), Array.from({ length: 300 }, (_, n) => `{"n":${n}}`).join('\n'));
  await withLog(async (log) => {
    const writer = new DeliveryWriter({ log });
    const importing = cli('import', 'history.ndjson', '--source', 'main');
    for (let n = 0; n < 300; n++) {
      await writer.write({ text: `{"m":${n}}`, body: { m: n } }, { source: 'main', receivedAt: REFUSED_AT });
    }
    expect(await importing).toMatchObject({ code: 0 });
  });
  expect(await streamOf('source-main')).toHaveLength(600);
});
