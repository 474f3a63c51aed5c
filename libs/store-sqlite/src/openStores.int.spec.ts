import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreUnavailable } from '#ports';
import { anEvent, followToHead, readAll, someEvents } from '../../../test/contract/someEvents.js';
import { openDatabase } from './sqlite/driver.js';
import { openSqliteEventLog, openSqliteReadModels } from './index.js';

describe('opening the embedded stores', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'call-analytics-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const madeByNewerCode = async (file: string): Promise<void> => {
    const db = await openDatabase(join(dataDir, file), {
      cacheMegabytes: 1,
      pageBytes: 4096,
      checkpointMegabytes: 1,
      syncedCommits: true,
    });
    db.exec('PRAGMA user_version = 99');
    db.close();
  };

  it('makes the folder when it is missing', async () => {
    const log = await openSqliteEventLog({ dataDir: join(dataDir, 'a', 'b') });
    expect(await log.head()).toBeNull();
    await log.close();
  });

  it('gives one log to all that make it at once', async () => {
    const logs = await Promise.all(Array.from({ length: 6 }, () => openSqliteEventLog({ dataDir })));
    expect(new Set(await Promise.all(logs.map((log) => log.identity()))).size).toBe(1);
    for (const log of logs) await log.close();
  });

  it('refuses files of a newer schema and says what to do', async () => {
    await madeByNewerCode('events.db');
    await madeByNewerCode('readmodels.db');
    const message = 'schema version 99, this program knows up to 1: start the newer program';
    await expect(openSqliteEventLog({ dataDir })).rejects.toThrow(message);
    await expect(openSqliteReadModels({ dataDir })).rejects.toThrow(message);
  });

  it('says StoreUnavailable for what is no database', async () => {
    await writeFile(join(dataDir, 'events.db'), 'x'.repeat(10_000));
    await mkdir(join(dataDir, 'readmodels.db'));
    await expect(openSqliteEventLog({ dataDir })).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(openSqliteReadModels({ dataDir })).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it('says StoreUnavailable once closed', async () => {
    const log = await openSqliteEventLog({ dataDir });
    await log.close();
    await expect(log.append('s', someEvents(1), 'any')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(readAll(log, 's')).rejects.toBeInstanceOf(StoreUnavailable);
  });
});

describe('a long log', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'call-analytics-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('is searched in steps for streams that are rare', async () => {
    const log = await openSqliteEventLog({ dataDir });
    const rare = anEvent();
    for (let i = 0; i < 25; i += 1) await log.append('dialog-1', someEvents(1_000), 'any');
    await log.append('source-main', [rare], 'any');
    const batches = await followToHead(log, ['source-']);
    expect(batches.map(({ events, caughtUp }) => [events.length, caughtUp])).toEqual([
      [0, false],
      [1, true],
    ]);
    await log.close();
  });

  it('comes in batches bounded by size, too', async () => {
    const log = await openSqliteEventLog({ dataDir });
    const text = JSON.stringify({ pad: 'x'.repeat(1_000_000) });
    for (let i = 0; i < 10; i += 1) await log.append('dialog-1', [anEvent({ text })], 'any');
    const batches = await followToHead(log, ['']);
    expect(batches.map(({ events }) => events.length)).toEqual([5, 5]);
    expect(await readAll(log, 'dialog-1')).toHaveLength(10);
    await log.close();
  });
});
