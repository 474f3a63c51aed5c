import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WatchedFile } from './watchedFile.js';

const LIMIT_MILLISECONDS = 5000;

let folder: string;
let file: WatchedFile<number> | null = null;
let changes: number;
let refusals: string[];

const path = () => join(folder, 'value');
const open = (): WatchedFile<number> =>
  (file = new WatchedFile(path(), {
    parse: (text) => {
      if (!/^\d+$/.test(text)) throw new Error('no number');
      return Number(text);
    },
    onChange: () => changes++,
    onRefused: ({ message }) => refusals.push(message),
    everyMilliseconds: 5,
  }));
const until = async (condition: () => boolean): Promise<void> => {
  const deadline = Date.now() + LIMIT_MILLISECONDS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('the change was not noticed');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watched-'));
  changes = 0;
  refusals = [];
  writeFileSync(path(), '1');
});
afterEach(() => {
  file?.close();
  rmSync(folder, { recursive: true });
});

describe('a watched file', () => {
  it('is read at once, and again when it is written', async () => {
    const watched = open();
    expect(watched.current).toBe(1);
    writeFileSync(path(), '2');
    await until(() => watched.current === 2);
    expect(changes).toBe(1);
  });

  it('is read again when another takes its name, or its link is turned', async () => {
    const watched = open();
    writeFileSync(`${path()}.new`, '2');
    renameSync(`${path()}.new`, path());
    await until(() => watched.current === 2);
    writeFileSync(join(folder, 'linked'), '3');
    symlinkSync('linked', `${path()}.new`);
    renameSync(`${path()}.new`, path());
    await until(() => watched.current === 3);
  });

  it('stays as it was while its content cannot be used or it is gone, says so once, and recovers', async () => {
    const watched = open();
    writeFileSync(path(), 'many');
    await until(() => refusals.length === 1);
    rmSync(path());
    await until(() => refusals.length === 2);
    expect(watched.current).toBe(1);
    writeFileSync(path(), '4');
    await until(() => watched.current === 4);
    expect(refusals).toEqual(['no number', expect.stringContaining('ENOENT')]);
  });

  it('cannot be opened when it is not there, or cannot be used', () => {
    writeFileSync(path(), 'many');
    expect(open).toThrow('no number');
    rmSync(path());
    expect(open).toThrow('ENOENT');
  });
});
