import { RULES } from '#domain';
import type { Checkpoint, LogInspection, ReadModels, StoreInspection } from '#ports';
import { readSettings } from '#settings';
import { aGeneration } from '../../../../test/support/aGeneration.js';
import type { Check, Examined, Finding } from './check.js';
import { clock } from './checks/clock.js';
import { disk } from './checks/disk.js';
import { indexes } from './checks/indexes.js';
import { lag } from './checks/lag.js';
import { poisonedStreams } from './checks/poisonedStreams.js';
import { rebuilds } from './checks/rebuilds.js';
import { settings } from './checks/settings.js';
import { readModels as readModelStore } from './checks/stores.js';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const GIGABYTE = 1024 ** 3;

const store: StoreInspection = {
  product: 'A store 1.0',
  isNew: false,
  faults: [],
  indexes: { found: 3, faults: [] },
  bytes: 1,
  serverDisk: null,
  clocks: null,
};
const log: LogInspection = { ...store, newestEventAt: '2026-06-01T11:00:00.000Z', growth: null };

const examined = (parts: Partial<Examined>): Examined => ({
  settings: readSettings({}),
  sources: { settings: [], unknown: [] },
  rules: RULES,
  now: NOW,
  log: { inspection: log },
  readModels: { inspection: store },
  openedLog: { reason: 'not opened' },
  openedReadModels: { reason: 'not opened' },
  ...parts,
});

const look = async (check: Check, parts: Partial<Examined>): Promise<Finding> => check.look(examined(parts));

const readModelsWith = (methods: Partial<ReadModels>, generations = [aGeneration({ state: 'live' })]) => ({
  openedReadModels: { readModels: methods as ReadModels, generations },
});

describe('clock', () => {
  const newest = (newestEventAt: string) => look(clock, { log: { inspection: { ...log, newestEventAt } } });

  it('is well while nothing was logged ahead of it', async () => {
    expect(await newest('2026-06-01T12:00:00.000Z')).toMatchObject({ verdict: 'ok' });
    expect(await newest('2026-05-01T12:00:00.000Z')).toMatchObject({ verdict: 'ok' });
  });
  it('is wrong where the log holds an event of the future', async () => {
    expect(await newest('2026-06-01T12:00:05.000Z')).toMatchObject({
      verdict: 'warning',
      message: expect.stringContaining('5.0 s ahead of this clock') as unknown,
      remedy: { runbook: 'docs/runbook.md#a-clock-is-wrong' },
    });
    expect(await newest('2026-06-01T13:00:00.000Z')).toMatchObject({ verdict: 'error' });
  });
  it("is compared with that of the read models' server, whichever is ahead", async () => {
    const server = (seconds: number) =>
      look(clock, {
        readModels: { inspection: { ...store, clocks: { own: NOW, server: NOW + 1000 * seconds } } },
      });
    expect(await server(1)).toMatchObject({ verdict: 'ok' });
    expect(await server(-30)).toMatchObject({
      verdict: 'warning',
      message: expect.stringContaining('30.0 s behind') as unknown,
    });
    expect(await server(90)).toMatchObject({ verdict: 'error' });
  });
});

describe('disk', () => {
  it('says by the growth of log and read models together when it is full', async () => {
    const growth = (bytes: number) =>
      look(disk, {
        log: { inspection: { ...log, bytes: 100, growth: { bytes, seconds: 24 * 3600 } } },
        readModels: { inspection: { ...store, bytes: 50 } },
      });
    const slow = await growth(1);
    expect(slow.message).toMatch(/free, about 0\.0 MB a day of late, full in years/);
    expect(await growth(100_000 * GIGABYTE)).toMatchObject({
      verdict: 'error',
      message: expect.stringContaining('about 150000.0 GB a day of late, full in 0 days') as unknown,
      remedy: { runbook: 'docs/runbook.md#the-disk-is-full' },
    });
  });
  it('wants room for a rebuild', async () => {
    const huge = { inspection: { ...store, bytes: 100_000 * GIGABYTE } };
    expect(await look(disk, { readModels: huge })).toMatchObject({
      message: expect.stringContaining('too little for a rebuild') as unknown,
    });
  });
  it("looks at the server's where nothing lies on this machine", async () => {
    const onServers = readSettings({ EVENT_STORE_URL: 'esdb://host:1', READ_MODEL_URL: 'mongodb://host' });
    const server = (free: number) =>
      look(disk, {
        settings: onServers,
        readModels: { inspection: { ...store, serverDisk: { free, total: 100 * GIGABYTE } } },
      });
    expect(await server(50 * GIGABYTE)).toMatchObject({
      verdict: 'ok',
      message: expect.stringContaining('50.0 GB of') as unknown,
    });
    expect(await server(5 * GIGABYTE)).toMatchObject({ verdict: 'warning' });
    expect(await server(0)).toMatchObject({ verdict: 'error' });
  });
});

describe('lag', () => {
  const checkpoint = (position: string, more: Partial<Checkpoint> = {}): Checkpoint => ({
    consumer: 'partition-1/1',
    position,
    logIdentity: 'log',
    logTime: '2026-06-01T11:58:00.000Z',
    savedAt: '2026-06-01T11:58:00.000Z',
    events: 1,
    perSecond: null,
    ...more,
  });
  const lagAt = (linker: Checkpoint, projection: Checkpoint) =>
    look(lag, {
      openedLog: {
        head: () => Promise.resolve('5'),
        identity: () => Promise.resolve('log'),
        countAfter: (position) => Promise.resolve(5 - Number(position)),
      },
      ...readModelsWith({
        checkpoint: () => Promise.resolve(linker),
        checkpoints: () => Promise.resolve([projection]),
      }),
    });

  it('is none when both have come to the end of the log', async () => {
    expect(await lagAt(checkpoint('5'), checkpoint('5'))).toMatchObject({ verdict: 'ok' });
  });
  it('says how many events wait, and for how long', async () => {
    expect(await lagAt(checkpoint('5'), checkpoint('2'))).toEqual({
      verdict: 'warning',
      message: 'linker has caught up; calls: 3 events wait, the last one handled is 120 s old',
      remedy: { text: expect.any(String) as unknown, runbook: 'docs/runbook.md#lag-grows' },
    });
  });
  it('is no lag where the read models are of another log, or ahead of this one', async () => {
    const restored = { verdict: 'error', remedy: { runbook: 'docs/runbook.md#restore-from-a-backup' } };
    expect(await lagAt(checkpoint('5'), checkpoint('9'))).toMatchObject(restored);
    expect(await lagAt(checkpoint('5', { logIdentity: 'other' }), checkpoint('5'))).toMatchObject(restored);
  });
  it('is not known while a store is away', async () => {
    expect(await look(lag, readModelsWith({}))).toEqual({ verdict: 'unknown', message: 'not opened' });
    expect(await look(lag, {})).toEqual({ verdict: 'unknown', message: 'not opened' });
  });
});

describe('poisoned streams', () => {
  it('are named, the first of them', async () => {
    const one = { stream: 'dialog-1', revision: 3, at: '2026-06-01T11:00:00.000Z', message: 'no such state' };
    const poisoned = readModelsWith({
      countPoisoned: () => Promise.resolve(7),
      poisoned: () => Promise.resolve([one]),
    });
    expect(await look(poisonedStreams, poisoned)).toMatchObject({
      verdict: 'error',
      details: ['dialog-1 at revision 3, 2026-06-01T11:00:00.000Z: no such state'],
    });
    expect(await look(poisonedStreams, readModelsWith({ countPoisoned: () => Promise.resolve(0) }))).toMatchObject({
      verdict: 'ok',
    });
  });
});

describe('rebuilds', () => {
  const live = aGeneration({ number: 1, state: 'live', rulesVersion: RULES.version });
  const withBuild = (state: 'failed' | 'building' | 'ready', troubles: Record<string, string>) =>
    look(rebuilds, readModelsWith({}, [live, aGeneration({ number: 2, state, troubles })]));

  it('say how each generation is', async () => {
    expect(await withBuild('ready', {})).toMatchObject({
      verdict: 'ok',
      message: 'calls.v1 is live, calls.v2 is ready',
    });
  });
  it('are wrong where one has failed, and warn where one waits', async () => {
    const failed = await withBuild('failed', { fold: 'it throws' });
    expect(failed).toMatchObject({ verdict: 'error', message: 'calls.v2 has failed: it throws' });
    expect(failed.remedy!.text).toContain('npm run cli -- resume');
    const waits = await withBuild('building', { disk: 'no room' });
    expect(waits).toMatchObject({ verdict: 'warning', message: 'calls.v2 cannot go on: no room' });
  });
  it('warn where the live calls were made by other rules', async () => {
    const other = aGeneration({ state: 'live', rulesVersion: '0' });
    expect(await look(rebuilds, readModelsWith({}, [other]))).toMatchObject({
      verdict: 'warning',
      message: `calls.v1 was made by rules 0, and this program has ${RULES.version}`,
    });
  });
});

describe('stores and their indexes', () => {
  const fault = (severity: 'warning' | 'error', message: string) => ({ severity, message, remedy: `mend ${message}` });

  it('show the worst fault first, and all of them below', async () => {
    const faults = [fault('warning', 'slow'), fault('error', 'broken')];
    const finding = {
      verdict: 'error',
      message: 'broken (and 1 more)',
      remedy: { text: 'mend broken', runbook: expect.any(String) as unknown },
      details: ['slow: mend slow', 'broken: mend broken'],
    };
    expect(await look(readModelStore, { readModels: { inspection: { ...store, faults } } })).toEqual(finding);
    const ofIndexes = { inspection: { ...store, indexes: { found: 1, faults } } };
    expect(await look(indexes, { readModels: ofIndexes })).toEqual(finding);
  });
  it('say why a store cannot be looked at', async () => {
    const away = { readModels: { inspection: null, reason: 'nobody answers' } };
    expect(await look(readModelStore, away)).toMatchObject({ verdict: 'error', message: 'nobody answers' });
    expect(await look(indexes, away)).toMatchObject({ verdict: 'unknown' });
  });
});

describe('settings', () => {
  it('say where each comes from, and what in .env is none', async () => {
    const sources = {
      settings: [
        { name: 'PORT', shown: '4000', from: '.env' },
        { name: 'HOST', shown: '127.0.0.1', from: 'default' },
      ],
      unknown: ['READ_MODLE_URL'],
    } as const;
    expect(await look(settings, { sources })).toMatchObject({
      verdict: 'warning',
      message: '.env sets READ_MODLE_URL, which is no setting',
      details: ['PORT=4000 (.env)', 'by default: HOST=127.0.0.1'],
    });
  });
  it('are wrong where a file of secrets cannot be used', async () => {
    const wrong = readSettings({ API_KEYS_FILE: '/no/such/file' });
    expect(await look(settings, { settings: wrong })).toMatchObject({
      verdict: 'error',
      message: expect.stringContaining('API_KEYS_FILE: "/no/such/file" cannot be used') as unknown,
    });
  });
});
