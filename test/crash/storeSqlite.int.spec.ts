import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { GenerationState, RecordedEvent } from '#ports';
import { openSqliteEventLog, openSqliteReadModels } from '#store-sqlite';
import { aCall, allCalls } from '../contract/someCalls.js';
import { followToHead } from '../contract/someEvents.js';
import { crashSeed, killAtRandom, KILLS } from './killAtRandom.js';

/** SQLite's own opinion of a file: its pages, indexes and constraints. */
const integrityOf = (file: string): unknown => {
  const db = new DatabaseSync(file);
  try {
    return db.prepare('PRAGMA integrity_check').all();
  } finally {
    db.close();
  }
};
/** Half a minute here; a machine that does much else starts and ends processes slowly. */
const LIMIT_MS = 180_000;

const SOUND = [{ integrity_check: 'ok' }];

describe('killed at random moments', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'call-analytics-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it(
    `the event log has every acknowledged event exactly once, seed ${crashSeed}`,
    async () => {
      const acknowledged = new Map<string, string>();
      await killAtRandom({
        program: './appendUnderLoad.mjs',
        args: [dataDir],
        times: KILLS,
        withinMs: 150,
        seed: crashSeed,
        onLine: (line) => {
          const [id, stream] = line.split(' ');
          acknowledged.set(id!, stream!);
        },
      });
      const log = await openSqliteEventLog({ dataDir });
      const events = (await followToHead(log, [''])).flatMap((batch) => batch.events);
      await log.close();

      const byId = new Map(events.map((event) => [event.id, event]));
      expect(byId.size).toBe(events.length);
      const missing = [...acknowledged].filter(([id, stream]) => byId.get(id)?.stream !== stream);
      expect(missing).toEqual([]);
      expect(acknowledged.size).toBeGreaterThan(KILLS);
      expect(haveNoGaps(events)).toBe(true);
      expect(integrityOf(join(dataDir, 'events.db'))).toEqual(SOUND);
    },
    LIMIT_MS,
  );

  it(
    `the read models have the documents that their checkpoint tells of, seed ${crashSeed}`,
    async () => {
      let acknowledged = '';
      await killAtRandom({
        program: './storeUnderLoad.mjs',
        args: [dataDir, JSON.stringify(aCall('stream'))],
        times: KILLS,
        withinMs: 150,
        seed: crashSeed,
        onLine: (line) => (acknowledged = line),
      });
      const readModels = await openSqliteReadModels({ dataDir });
      const generation = await readModels.openProjection('calls', '1', 'log');
      const checkpoint = await readModels.checkpoint(generation, '1/1');
      const calls = await allCalls(readModels, generation);
      await readModels.close();

      expect(acknowledged).not.toBe('');
      // the last batch may have been durable before its answer was heard
      const reached = Number(checkpoint?.position);
      expect([Number(acknowledged), Number(acknowledged) + 1]).toContain(reached);
      expect(calls.map(({ holdCount, revision }) => [holdCount, revision.number])).toEqual(
        Array.from({ length: 10 * (1 + (reached % 2)) }, () => [reached, reached]),
      );
      expect(integrityOf(join(dataDir, 'readmodels.db'))).toEqual(SOUND);
    },
    LIMIT_MS,
  );

  it(
    `the read models have one live generation with all its documents, and no more of dropped ones than a drop removes, seed ${crashSeed}`,
    async () => {
      let acknowledged = 0;
      await killAtRandom({
        program: './generationsUnderLoad.mjs',
        args: [dataDir, JSON.stringify(aCall('stream'))],
        times: KILLS,
        withinMs: 300,
        seed: crashSeed,
        onLine: (line) => (acknowledged = Number(line)),
      });
      const readModels = await openSqliteReadModels({ dataDir });
      const generations = await readModels.generations('calls');
      const inState = (...states: GenerationState[]) => generations.filter(({ state }) => states.includes(state));
      const [live, ...others] = inState('live');
      expect(others).toEqual([]);
      expect(inState('building', 'ready').length).toBeLessThan(2);
      // the last switch may have been durable before its answer was told
      expect([acknowledged, acknowledged + 1]).toContain(live!.number);
      expect(acknowledged).toBeGreaterThan(KILLS);
      const holdCounts = (await allCalls(readModels, live!)).map(({ holdCount }) => holdCount);
      expect(holdCounts).toEqual(Array.from({ length: 300 }, () => live!.number));
      for (const dropped of inState('dropped')) await readModels.dropGeneration(dropped);
      await readModels.close();

      const there = inState('live', 'building', 'ready', 'kept').map(({ number }) => number);
      expect(generationsWithTables(join(dataDir, 'readmodels.db'))).toEqual(there);
      expect(integrityOf(join(dataDir, 'readmodels.db'))).toEqual(SOUND);
    },
    LIMIT_MS,
  );
});

/** Numbers of the generations of which the file has a table. */
const generationsWithTables = (file: string): number[] => {
  const db = new DatabaseSync(file);
  try {
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
    const numbers = tables.map(({ name }) => /^calls_v(\d+)_/.exec(name)?.[1]).filter((number) => number !== undefined);
    return [...new Set(numbers.map(Number))].sort((one, other) => one - other);
  } finally {
    db.close();
  }
};

/** Whether every stream's revisions run from 0 without a gap, in log order. */
const haveNoGaps = (events: readonly RecordedEvent[]): boolean => {
  const next = new Map<string, number>();
  return events.every(({ stream, revision }) => {
    const expected = next.get(stream) ?? 0;
    next.set(stream, expected + 1);
    return revision === expected;
  });
};
