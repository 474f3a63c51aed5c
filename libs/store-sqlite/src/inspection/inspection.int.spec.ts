import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { someEvents } from '../../../../test/contract/someEvents.js';
import { inspectSqliteEventLog, inspectSqliteReadModels, openSqliteEventLog, openSqliteReadModels } from '../index.js';
import { openUntuned } from '../sqlite/driver.js';

const DAY_MILLISECONDS = 24 * 3600 * 1000;

describe('looking at the embedded stores', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'call-analytics-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const inspectLog = (now = Date.now()) => inspectSqliteEventLog({ dataDir, now });
  const change = async (file: string, sql: string): Promise<void> => {
    const db = await openUntuned(join(dataDir, file));
    db.exec(sql);
    db.close();
  };
  const makeLog = async (): Promise<void> => {
    const log = await openSqliteEventLog({ dataDir });
    await log.append('dialog-1', someEvents(3), 'any');
    await log.close();
  };
  const makeReadModels = async (): Promise<void> => {
    const readModels = await openSqliteReadModels({ dataDir });
    await readModels.openProjection('calls', '1', 'log');
    await readModels.close();
  };

  it('finds nothing wrong with files that are not there, and makes none', async () => {
    expect(await inspectLog()).toMatchObject({ isNew: true, faults: [], newestEventAt: null, growth: null });
    expect(await inspectSqliteReadModels({ dataDir })).toMatchObject({ isNew: true, faults: [], indexes: null });
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('says how large the log is, when it took its last event, and how fast it grows', async () => {
    const before = Date.now();
    await makeLog();
    const inspection = await inspectLog(Date.now() + 2 * DAY_MILLISECONDS);
    expect(inspection).toMatchObject({
      isNew: false,
      faults: [],
      product: expect.stringMatching(/^SQLite 3\./) as unknown,
    });
    expect(Date.parse(inspection.newestEventAt!)).toBeGreaterThanOrEqual(before);
    expect(inspection.growth!.bytes).toBe(inspection.bytes);
    expect(inspection.growth!.seconds).toBeCloseTo((2 * DAY_MILLISECONDS) / 1000, -1);
  });

  it('counts as growth what came in the last week alone', async () => {
    await makeLog();
    await change(
      'events.db',
      `UPDATE events SET recorded_at = recorded_at - ${30 * DAY_MILLISECONDS} WHERE position < 3`,
    );
    const inspection = await inspectLog(Date.now() + 2 * DAY_MILLISECONDS);
    expect(inspection.growth!.bytes).toBe(Math.round(inspection.bytes! / 3));
  });

  it('finds nothing wrong with what this program has made', async () => {
    await makeReadModels();
    const { isNew, faults, indexes } = await inspectSqliteReadModels({ dataDir });
    expect({ isNew, faults, indexes }).toEqual({
      isNew: false,
      faults: [],
      indexes: { found: indexes!.found, faults: [] },
    });
    expect(indexes!.found).toBeGreaterThan(10);
  });

  it('names an index that is missing, with the statement that makes it, and one that is another', async () => {
    await makeReadModels();
    await change(
      'readmodels.db',
      'DROP INDEX calls_v1_calls_by_campaign; DROP INDEX calls_v1_calls_by_outcome; CREATE INDEX calls_v1_calls_by_outcome ON calls_v1_calls (source)',
    );
    const { faults, indexes } = await inspectSqliteReadModels({ dataDir });
    expect(faults).toEqual([]);
    expect(indexes!.faults).toEqual([
      {
        severity: 'warning',
        message: 'the index calls_v1_calls_by_campaign is missing',
        remedy: expect.stringContaining(
          'CREATE INDEX calls_v1_calls_by_campaign ON calls_v1_calls (campaign, started_at',
        ) as unknown,
      },
      expect.objectContaining({
        message: 'the index calls_v1_calls_by_outcome is not the one that this program makes',
      }),
    ]);
  });

  it('names a table that is missing', async () => {
    await makeLog();
    await makeReadModels();
    await change('events.db', 'DROP TABLE meta');
    await change('readmodels.db', 'DROP TABLE calls_v1_legs');
    expect((await inspectLog()).faults).toMatchObject([
      { severity: 'error', message: expect.stringContaining('meta') as unknown },
    ]);
    expect((await inspectSqliteReadModels({ dataDir })).faults).toMatchObject([
      { severity: 'error', message: expect.stringContaining('calls_v1_legs') as unknown },
    ]);
  });

  it('says what a newer program has made', async () => {
    await makeLog();
    await makeReadModels();
    for (const file of ['events.db', 'readmodels.db']) await change(file, 'PRAGMA user_version = 99');
    for (const { faults } of [await inspectLog(), await inspectSqliteReadModels({ dataDir })])
      expect(faults).toMatchObject([
        { severity: 'error', message: expect.stringContaining('schema version 99') as unknown },
      ]);
  });
});
