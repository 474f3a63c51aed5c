import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadModels, StreamDocuments } from '#ports';
import { aCall, allCalls, aMove, documentsOf } from '../../../../test/contract/someCalls.js';
import type { Database } from '../sqlite/driver.js';
import { inTransaction } from '../sqlite/transaction.js';
import { freeRoom } from './diskRoom.js';
import { openSqliteReadModels } from './openReadModels.js';
import { removeSomeOf } from './removal.js';
import { openReadModelsConnection } from './schema.js';

const BUILD = { rulesVersion: '2', logIdentity: 'log', switching: 'manual' } as const;

describe("generations in SQLite's file", () => {
  let dataDir: string;
  let readModels: ReadModels;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'call-analytics-'));
  });
  afterEach(async () => {
    await readModels.close();
    await rm(dataDir, { recursive: true });
  });
  const open = async (): Promise<void> => {
    readModels = await openSqliteReadModels({ dataDir });
  };
  const onFile = async <Result>(look: (db: Database) => Result): Promise<Result> => {
    const db = await openReadModelsConnection(dataDir);
    try {
      return look(db);
    } finally {
      db.close();
    }
  };
  const namesOf = (type: 'index' | 'table', generation: number): Promise<string[]> =>
    onFile((db) => {
      const prefix = `calls_v${generation}_`;
      const found = db
        .prepare('SELECT name FROM sqlite_master WHERE type = ? AND sql IS NOT NULL AND substr(name, 1, length(?)) = ?')
        .all(type, prefix, prefix) as { name: string }[];
      return found.map(({ name }) => name.slice(prefix.length)).sort();
    });
  const manyCalls = (streams: number): StreamDocuments[] =>
    Array.from({ length: streams }, (_, i) => documentsOf(`s${i}`, 1, [aCall(`s${i}`), aCall(`s${i}`)]));

  it('leave a part of the disk to the live one while they are built', async () => {
    readModels = await openSqliteReadModels({ dataDir, reservedMegabytes: 1e9 });
    const live = await readModels.openProjection('calls', '1', 'log');
    await readModels.replaceDocuments(live, manyCalls(1), aMove());
    const build = await readModels.startBuild('calls', BUILD);
    const waits = /^the disk of DATA_DIR has \d+ MB left.*: a build leaves 1000000000 MB to the live calls/;
    await expect(readModels.replaceDocuments(build, manyCalls(1), aMove())).rejects.toThrow(waits);
    const difference = { id: 'a', before: null, after: null };
    await expect(readModels.addDifferences(build, [difference], 0)).rejects.toThrow(waits);
    expect(await readModels.checkpoints(build)).toEqual([]);
    await readModels.replaceDocuments(live, manyCalls(2), null);
    expect(await allCalls(readModels, live)).toHaveLength(4);
    const ready = await readModels.changeGeneration(build, { state: 'ready' });
    await readModels.replaceDocuments(ready, manyCalls(1), aMove()); // no more than the live one needs
    await readModels.dropGeneration(ready);
  });

  it('have the room of those that were dropped', async () => {
    await open();
    const build = await readModels.startBuild('calls', BUILD);
    await readModels.replaceDocuments(build, manyCalls(2_000), null);
    const free = (): Promise<number> => onFile((db) => freeRoom(db, dataDir)().inFile);
    const before = await free();
    await readModels.dropGeneration(build);
    expect(before).toBeLessThan(1);
    expect(await free()).toBeGreaterThan(3);
    const { onDisk } = await onFile((db) => freeRoom(db, dataDir)());
    expect(onDisk).toBeGreaterThan(0);
  });

  it('have all their tables and indexes from the start: to make an index later would keep others from writing', async () => {
    await open();
    await readModels.openProjection('calls', '1', 'log');
    const build = await readModels.startBuild('calls', BUILD);
    const indexes = await namesOf('index', 1);
    expect(indexes.length).toBeGreaterThan(10);
    expect(await namesOf('index', 2)).toEqual(indexes);
    expect(await namesOf('table', 2)).toEqual(await namesOf('table', 1));
    await readModels.changeGeneration(build, { state: 'ready' });
    expect(await namesOf('index', 2)).toEqual(indexes);
  });

  it('are dropped in steps, between which others write, until nothing is left', async () => {
    await open();
    const live = await readModels.openProjection('calls', '1', 'log');
    const build = await readModels.startBuild('calls', BUILD);
    await readModels.replaceDocuments(build, manyCalls(6_000), aMove());
    let isDropped = false;
    const dropping = readModels.dropGeneration(build).then(() => (isDropped = true));
    await readModels.replaceDocuments(live, [documentsOf('s', 1, [aCall('s')])], null);
    expect(isDropped).toBe(false);
    await dropping;
    expect(await namesOf('table', 2)).toEqual([]);
    expect(await namesOf('index', 2)).toEqual([]);
    expect(await allCalls(readModels, live)).toHaveLength(1);
  });

  it('that were left half dropped go when it is asked again', async () => {
    await open();
    await readModels.openProjection('calls', '1', 'log');
    const build = await readModels.startBuild('calls', BUILD);
    await readModels.replaceDocuments(build, manyCalls(4_000), aMove());
    await readModels.close();
    await onFile((db) => {
      // what a process that was killed soon after it began has left
      db.exec("UPDATE generations SET state = 'dropped' WHERE number = 2");
      for (let step = 0; step < 6; step += 1)
        inTransaction(db, () => removeSomeOf(db, { projection: 'calls', number: 2 }));
    });
    expect(await namesOf('table', 2)).not.toEqual([]);
    await open();
    const [, dropped] = await readModels.generations('calls');
    expect(await readModels.poisoned(dropped!, { after: null, limit: 10 })).toEqual([]);
    await readModels.dropGeneration(dropped!);
    expect(await namesOf('table', 2)).toEqual([]);
    expect(await readModels.checkpoints(dropped!)).toEqual([]);
  });

  it('have differences that are cleared in steps', async () => {
    await open();
    const live = await readModels.openProjection('calls', '1', 'log');
    const many = Array.from({ length: 12_000 }, (_, i) => ({ id: `${i}`, before: null, after: null }));
    await readModels.addDifferences(live, many, 0);
    await readModels.clearDifferences(live);
    expect(await readModels.differences(live, { after: null, limit: 10 })).toEqual({ items: [], next: null });
  });
});
