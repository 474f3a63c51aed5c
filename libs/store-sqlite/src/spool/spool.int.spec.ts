import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpoolInUse, StoreUnavailable, type Spool } from '#ports';
import { inTemporaryFolder } from '../../../../test/contract/inTemporaryFolder.js';
import { anEvent, idsOf, someEvents } from '../../../../test/contract/someEvents.js';
import type { StoreUnderTest } from '../../../../test/contract/storeUnderTest.js';
import { openSqliteSpool } from './openSpool.js';

describe('the spool', () => {
  let store: StoreUnderTest<Spool>;
  let spool: Spool;
  beforeEach(async () => {
    store = await inTemporaryFolder(openSqliteSpool);
    spool = await store.open();
  });
  afterEach(async () => {
    await spool.close();
    await store.dispose();
  });

  const addAll = async (stream: string, count: number) => {
    const events = someEvents(count);
    await Promise.all(events.map((event) => spool.add(stream, event)));
    return events;
  };

  it('gives events back as they were added, in that order, also after a restart', async () => {
    const odd = anEvent({ text: '{ "a": 1.50, "\\u0000": "\\ud800" }' });
    await spool.add('dialog-1', odd);
    const more = await addAll('dialog-2', 3);
    await spool.close();
    spool = await store.open();
    const waiting = await spool.oldest(0, 10);
    expect(waiting.map(({ place: _, ...event }) => event)).toEqual([
      { stream: 'dialog-1', ...odd },
      ...more.map((event) => ({ stream: 'dialog-2', ...event })),
    ]);
    const bytes = [odd, ...more].reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    expect(await spool.size()).toEqual({ events: 4, bytes });
  });

  it('keeps an event once, however often it is added while it waits', async () => {
    const event = anEvent();
    expect(await spool.add('dialog-1', event)).toBe(true);
    expect(await spool.add('dialog-1', event)).toBe(false);
    expect(await spool.add('dialog-2', event)).toBe(true);
    expect((await spool.size()).events).toBe(2);
  });

  it('removes what it is told to, and nothing else', async () => {
    const events = await addAll('dialog-1', 5);
    const waiting = await spool.oldest(0, 5);
    await spool.remove([waiting[0]!.place, waiting[2]!.place]);
    const left = [events[1]!, events[3]!, events[4]!];
    expect(idsOf(await spool.oldest(0, 10))).toEqual(idsOf(left));
    expect(idsOf(await spool.oldest(waiting[3]!.place, 10))).toEqual(idsOf([events[4]!]));
    expect(idsOf(await spool.oldest(0, 2))).toEqual(idsOf(left.slice(0, 2)));
  });

  it('never gives a place twice, so that what is removed late removes nothing new', async () => {
    const [first] = await addAll('dialog-1', 1);
    const [old] = await spool.oldest(0, 1);
    await spool.remove([old!.place]);
    expect(await spool.add('dialog-1', first!)).toBe(true);
    const [again] = await spool.oldest(0, 1);
    expect(again!.place).toBeGreaterThan(old!.place);
    await spool.remove([old!.place]);
    expect((await spool.size()).events).toBe(1);
  });

  it('can be emptied and filled again, page by page, with pages bounded by size', async () => {
    const large = (): ReturnType<typeof anEvent> => anEvent({ text: JSON.stringify({ pad: 'x'.repeat(100_000) }) });
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 60; i++) await spool.add(`dialog-${round}-${i}`, large());
      expect((await spool.oldest(0, 100)).length).toBeLessThan(50);
      for (let page = await spool.oldest(0, 100); page.length > 0; page = await spool.oldest(0, 100))
        await spool.remove(page.map(({ place }) => place));
      expect(await spool.size()).toEqual({ events: 0, bytes: 0 });
    }
  });

  it('says that it is away once closed', async () => {
    await spool.close();
    await expect(spool.add('dialog-1', anEvent())).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(spool.size()).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it('is one owner’s at a time', async () => {
    await expect(store.open()).rejects.toBeInstanceOf(SpoolInUse);
    await addAll('dialog-1', 1);
    await spool.close();
    spool = await store.open();
    expect((await spool.size()).events).toBe(1);
  });
});

/** A program that opens a spool and keeps it. */
const OWNER = `
  const [folder, library] = process.argv.slice(2);
  const { openSqliteSpool } = await import(library);
  globalThis.spool = await openSqliteSpool(folder);
  console.log('open');
  setInterval(() => undefined, 60_000);
`;

it('a spool whose process was killed can be opened at once, and not before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spool-'));
  const library = new URL('../../../../dist/libs/store-sqlite/src/index.js', import.meta.url).href;
  const program = join(folder, 'owner.mjs');
  await writeFile(program, OWNER);
  const owner = spawn(process.execPath, [program, folder, library], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(owner, 'exit');
  try {
    await Promise.race([once(owner.stdout, 'data'), ended.then(() => Promise.reject(new Error('it has ended')))]);
    await expect(openSqliteSpool(folder)).rejects.toThrow(`the spool in ${folder} is open already`);
    owner.kill('SIGKILL');
    await ended;
    await (await openSqliteSpool(folder)).close();
  } finally {
    owner.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
});
