import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeliveryWriter } from '#ingest';
import { EventTooLarge, StoreUnavailable, type EventLog, type NewEvent } from '#ports';
import { voiceCampaignManual } from '../../../../test/support/seed.js';
import { FileImport } from './importFile.js';
import { openRefusedFile } from './refusedFile.js';

const NOW = '2026-01-01T00:00:00.000Z';

let folder: string;
let file: string;
let appended: { stream: string; event: NewEvent }[];
let beforeAppend: (event: NewEvent) => Promise<void>;

const log = {
  append: async (stream: string, [event]: readonly NewEvent[]) => {
    await beforeAppend(event!);
    const repeated = appended.some((one) => one.stream === stream && one.event.id === event!.id);
    if (!repeated) appended.push({ stream, event: event! });
    return { revision: 0, position: '1', repeated };
  },
} as unknown as EventLog;

const importing = (skipLines = 0, signal = new AbortController().signal): FileImport => {
  const refused = openRefusedFile(join(folder, 'refused.ndjson'), skipLines > 0);
  return new FileImport(
    { writer: new DeliveryWriter({ log }), refused, maxEventBytes: 10_000, now: () => NOW },
    { file, source: 'old', skipLines, signal },
  );
};
const refusedText = (): string => readFileSync(join(folder, 'refused.ndjson'), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  file = join(folder, 'history.ndjson');
  appended = [];
  beforeAppend = () => Promise.resolve();
});
afterEach(() => rmSync(folder, { recursive: true }));

const numbered = (count: number): string => Array.from({ length: count }, (_, n) => `{"n":${n}}\n`).join('');

describe('an import', () => {
  it('appends every line as history: without a receipt, with the time of the import', async () => {
    writeFileSync(
      file,
      voiceCampaignManual()
        .map((body) => JSON.stringify(body))
        .join('\n'),
    );
    const run = importing();
    await run.run();
    expect(run.progress).toMatchObject({ read: 9, appended: 9, repeated: 0, refused: 0, linesDone: 9 });
    expect(new Set(appended.map(({ stream }) => stream)).size).toBe(1);
    expect(appended[0]!.event.metadata).toMatchObject({ receivedAt: null, importedAt: NOW, source: 'old' });
  });

  it('counts what the log held already', async () => {
    writeFileSync(file, numbered(500));
    await importing().run();
    const again = importing();
    await again.run();
    expect(again.progress).toMatchObject({ read: 500, appended: 0, repeated: 500 });
    expect(appended).toHaveLength(500);
  });

  it('refuses a line that the log finds too large, and goes on', async () => {
    writeFileSync(file, '{"n":1}\n{"n":2}\n{"n":3}\nnonsense\n{"n":5}');
    beforeAppend = ({ text }) =>
      text === '{"n":2}' ? Promise.reject(new EventTooLarge('the server takes less')) : Promise.resolve();
    const run = importing();
    await run.run();
    expect(run.progress).toMatchObject({ read: 5, appended: 3, refused: 2, linesDone: 5 });
    expect(run.progress.refusedLines).toContainEqual({ line: 2, reason: 'the server takes less' });
    expect(refusedText().split('\n').sort()).toEqual(['', 'nonsense', '{"n":2}']);
  });

  it('refuses bad lines by their numbers, writes them as they came to a file of their own, and goes on', async () => {
    const long = `{"b":"${'ż'.repeat(100_000)}"}`;
    writeFileSync(file, `{"a":1}\nnonsense\n\n42\n${long}\n{"c":1}\n{"open":`);
    const run = importing();
    await run.run();
    expect(run.progress).toMatchObject({ read: 6, appended: 2, refused: 4, linesDone: 7 });
    expect(run.progress.refusedLines).toMatchObject([
      { line: 2 },
      { line: 4 },
      { line: 5, reason: 'The line has 200008 bytes, up to 10000 are taken.' },
      { line: 7 },
    ]);
    expect(refusedText()).toBe(`nonsense\n42\n${long}\n{"open":\n`);
    expect(appended.filter(({ stream }) => stream.startsWith('quarantine-'))).toEqual([]);
  });

  it('goes on in the file of refused lines where an earlier run has stopped', async () => {
    const long = 'x'.repeat(20_000);
    writeFileSync(file, `one\n${long}\nthree\n\n${long}y\n{"a":1}\n`);
    writeFileSync(join(folder, 'refused.ndjson'), `one\n${long}\n`);
    await importing(2).run();
    expect(refusedText()).toBe(`one\n${long}\nthree\n${long}y\n`);
  });

  it('tells how far it is durable, whatever is still in flight behind', async () => {
    writeFileSync(file, numbered(300));
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    beforeAppend = ({ text }) => (text === '{"n":49}' ? held : Promise.resolve());
    const run = importing();
    const running = run.run();
    while (run.progress.appended < 299) await new Promise(setImmediate);
    expect(run.progress.linesDone).toBe(49);
    release();
    await running;
    expect(run.progress.linesDone).toBe(300);
  });

  it('stops when it is told to, with what has begun durable, and goes on from there', async () => {
    writeFileSync(file, numbered(1000));
    const abort = new AbortController();
    beforeAppend = () => {
      if (appended.length === 400) abort.abort();
      return Promise.resolve();
    };
    const first = importing(0, abort.signal);
    await first.run();
    const { linesDone } = first.progress;
    expect(linesDone).toBeLessThan(1000);
    expect(appended).toHaveLength(linesDone);
    const second = importing(linesDone);
    await second.run();
    expect(second.progress).toMatchObject({ skipped: linesDone, read: 1000 - linesDone, repeated: 0, linesDone: 1000 });
    expect(appended).toHaveLength(1000);
  });

  it('ends with the log’s error, and does not take what failed for done', async () => {
    writeFileSync(file, numbered(1000));
    beforeAppend = ({ text }) =>
      text === '{"n":200}' ? Promise.reject(new StoreUnavailable('away')) : Promise.resolve();
    const run = importing();
    await expect(run.run()).rejects.toThrow(StoreUnavailable);
    expect(run.progress.linesDone).toBe(200);
  });
});
