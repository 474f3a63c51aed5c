import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Registry } from 'prom-client';
import { StoreUnavailable, type EventLog, type NewEvent, type Spool } from '#ports';
import { openLogger } from '#server';
import { readSettings } from '#settings';
import { openSpool } from '#stores';
import { anEvent, idsOf, someEvents } from '../../../../test/contract/someEvents.js';
import { FickleLog } from '../../spec/fickleLog.js';
import { eventually } from '../../spec/ingestServer.js';
import { Admission } from '../admission.js';
import { IngestMetrics } from '../ingestMetrics.js';
import { BoundedSpool } from './boundedSpool.js';
import { GuardedLog } from './guardedLog.js';
import { openGuardedLog } from './openGuardedLog.js';

const LIMIT_MS = 300;
const LARGE = 10_000_000;

let folder: string;
let log: FickleLog;
let drained: number;
let guarded: GuardedLog | null;
/** Behind the guarded log, where it has one. */
let spool: Spool;
let lines: string;
/** What the spool's disk does not do now. */
let diskFails: { write: boolean; read: boolean };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guarded-'));
  log = new FickleLog();
  drained = 0;
  guarded = null;
  lines = '';
  diskFails = { write: false, read: false };
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

const stop = async (): Promise<void> => {
  log.comesBack();
  await guarded?.onApplicationShutdown();
  guarded = null;
};

const onFickleDisk = (real: Spool): Spool => {
  const failing = () => Promise.reject(new StoreUnavailable('disk I/O error'));
  return {
    add: (...values) => (diskFails.write ? failing() : real.add(...values)),
    oldest: (...values) => (diskFails.read ? failing() : real.oldest(...values)),
    remove: (places) => real.remove(places),
    size: () => real.size(),
    close: () => real.close(),
  };
};

interface Options {
  readonly spooling?: boolean;
  readonly limitBytes?: number;
  readonly takesNew?: boolean;
  readonly limitMs?: number;
}

const start = async (options: Options = {}): Promise<GuardedLog> => {
  const { spooling = true, limitBytes = LARGE, takesNew = true, limitMs = LIMIT_MS } = options;
  const output = new PassThrough();
  output.on('data', (chunk: Buffer) => (lines += chunk.toString()));
  if (spooling) spool = onFickleDisk(await openSpool({ dataDir: folder }));
  guarded = new GuardedLog({
    log: log as unknown as EventLog,
    limitMs,
    stoppingLimitMs: LIMIT_MS,
    spool: spooling ? await BoundedSpool.over(spool, limitBytes) : null,
    takesNew,
    logger: openLogger('test', { logLevel: 'info', logFormat: 'json' }, output),
    onDrained: (events) => (drained += events),
  });
  return guarded;
};

/** The first alone, which may find out that the log is away; then the others at once. */
const appendAll = async (to: GuardedLog, stream: string, [first, ...others]: readonly NewEvent[]) => [
  await to.append(stream, [first!], 'any'),
  ...(await Promise.all(others.map((event) => to.append(stream, [event], 'any')))),
];

describe('opening it', () => {
  /** As a process does that is set up like this. */
  const open = async (INGEST_SPOOL: 'on' | 'off'): Promise<GuardedLog> => {
    const settings = readSettings({ DATA_DIR: folder, EVENT_STORE_URL: 'esdb://host:2113', INGEST_SPOOL });
    const logger = openLogger('test', { logLevel: 'silent', logFormat: 'json' });
    const metrics = new IngestMetrics(new Registry(), new Admission({ events: 10, bytes: 1000 }));
    return openGuardedLog(log as unknown as EventLog, settings, logger, metrics);
  };

  it('refuses to spool into a folder that another process spools into, and says what to do', async () => {
    await start();
    await expect(open('on')).rejects.toThrow(
      `DATA_DIR: got "${folder}", whose spool another process has; with INGEST_SPOOL=on each ingest takes a folder of its own`,
    );
  });

  it('leaves to another process the spool it does not want', async () => {
    log.state = 'down';
    await (await start()).append('dialog-1', someEvents(1), 'any');
    const other = await open('off');
    expect(other.spooledEvents).toBe(0);
    await other.onApplicationShutdown();
  });
});

describe('without a spool', () => {
  it.each(['down', 'silent'] as const)(
    'refuses at once while the log is %s, and goes on by itself after',
    async (state) => {
      const to = await start({ spooling: false });
      await to.append('dialog-1', someEvents(1), 'any');
      log.state = state;
      await expect(to.append('dialog-1', someEvents(1), 'any')).rejects.toBeInstanceOf(StoreUnavailable);
      expect(to.isAway).toBe(true);
      const asked = log.asked;
      const refused = await Promise.allSettled(someEvents(500).map((event) => to.append('dialog-1', [event], 'any')));
      expect(refused.every((one) => one.status === 'rejected' && one.reason instanceof StoreUnavailable)).toBe(true);
      // nothing but the probe has gone to the log
      expect(log.asked - asked).toBeLessThan(10);
      await expect(to.check()).rejects.toThrow(state === 'down' ? 'nobody is there' : 'no answer within 0.3 s');
      log.comesBack();
      await eventually(() => !to.isAway);
      await expect(to.append('dialog-1', someEvents(1), 'any')).resolves.toMatchObject({ repeated: false });
      await expect(to.check()).resolves.toBeNull();
    },
  );

  it('gives up what waits at a silent log as soon as the first has waited too long', async () => {
    const to = await start({ spooling: false });
    log.state = 'silent';
    const first = to.append('dialog-1', someEvents(1), 'any');
    first.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, LIMIT_MS / 2));
    await expect(to.append('dialog-2', someEvents(1), 'any')).rejects.toThrow('no answer within 0.3 s');
    await expect(first).rejects.toThrow('no answer within 0.3 s');
  });

  it('refuses what a silent log has not answered soon after this process was told to stop', async () => {
    const to = await start({ spooling: false, limitMs: 60_000 });
    log.state = 'silent';
    const waiting = to.append('dialog-1', someEvents(1), 'any');
    to.onModuleDestroy();
    await expect(waiting).rejects.toThrow('no answer within 0.3 s');
  });

  it('is not kept away by an event that the log refuses for its own sake', async () => {
    const to = await start({ spooling: false });
    const bad = anEvent();
    log.refuses.add(bad.id);
    await expect(to.append('dialog-1', [bad], 'any')).rejects.toThrow('not taken');
    expect(to.isAway).toBe(false);
    log.state = 'down';
    await expect(to.append('dialog-1', [bad], 'any')).rejects.toBeInstanceOf(StoreUnavailable);
    log.comesBack();
    await eventually(() => !to.isAway);
  });
});

describe('with a spool', () => {
  it('does not take an error that it does not know for the log being back', async () => {
    const to = await start();
    log.state = 'down';
    await appendAll(to, 'dialog-1', someEvents(3));
    log.state = 'broken';
    const asked = log.asked;
    await eventually(() => log.asked >= asked + 2);
    expect(to.isAway).toBe(true);
    log.comesBack();
    await eventually(() => to.spooledEvents === 0);
    expect(log.idsIn('dialog-1')).toHaveLength(3);
  });

  it.each(['down', 'silent'] as const)('keeps what comes while the log is %s, and moves it in order', async (state) => {
    const to = await start();
    const [one, two] = [someEvents(60), someEvents(60)];
    await appendAll(to, 'dialog-1', one.slice(0, 20));
    log.state = state;
    const answers = [...(await appendAll(to, 'dialog-1', one.slice(20))), ...(await appendAll(to, 'dialog-2', two))];
    expect(answers).toEqual(Array.from({ length: 100 }, () => ({ spooled: true })));
    expect(to.spooledEvents).toBe(100);
    await expect(to.check()).resolves.toMatchObject({
      detail: expect.stringContaining('spooling: 100 events') as string,
    });
    log.comesBack();
    await eventually(() => to.spooledEvents === 0);
    await eventually(async () => (await to.check()) === null);
    const together = [...log.idsIn('dialog-1'), ...log.idsIn('dialog-2')];
    // at a log that has fallen silent some were waiting, and reach it after all: all of them before what was spooled
    if (state === 'down') expect(together).toEqual(idsOf([...one, ...two]));
    expect(new Set(log.kept.map(({ event }) => event.id)).size).toBe(120);
    expect(log.kept).toHaveLength(120);
    expect(drained).toBe(100);
    expect(log.kept.map(({ event }) => event)).toEqual(expect.arrayContaining([...one, ...two]));
  });

  it('survives a restart: what was kept then is moved now, though no spool is wanted any more', async () => {
    log.state = 'down';
    const events = someEvents(1200);
    await appendAll(await start(), 'dialog-1', events);
    await guarded?.onApplicationShutdown();
    expect(existsSync(join(folder, 'spool', 'events.db'))).toBe(true);
    const again = await start({ takesNew: false });
    expect(again.spooledEvents).toBe(1200);
    // still away: what comes now is refused, what waits goes on waiting
    await expect(again.append('dialog-2', someEvents(1), 'any')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(again.check()).rejects.toThrow('nobody is there');
    log.comesBack();
    await eventually(() => again.spooledEvents === 0);
    expect(log.idsIn('dialog-1')).toEqual(idsOf(events));
  });

  it('keeps what a silent log has not answered soon after this process was told to stop', async () => {
    const to = await start({ limitMs: 60_000 });
    log.state = 'silent';
    const [event, ...others] = someEvents(10);
    const waiting = to.append('dialog-1', [event!], 'any');
    to.onModuleDestroy();
    await expect(waiting).resolves.toEqual({ spooled: true });
    for (const other of others) await expect(to.append('dialog-1', [other], 'any')).resolves.toEqual({ spooled: true });
    await to.onApplicationShutdown();
    const { spooledEvents } = await start({ takesNew: false });
    expect(spooledEvents).toBe(10);
  });

  it('takes nothing out before it is in the log: an outage in the middle of draining loses nothing', async () => {
    log.state = 'down';
    const to = await start();
    const events = someEvents(1500);
    const append = (i: number) => to.append(`dialog-${i % 7}`, [events[i]!], 'any');
    await append(0);
    await Promise.all(Array.from({ length: 1499 }, (_, i) => append(i + 1)));
    const answer = log.append.bind(log);
    log.append = (...values) => {
      if (log.kept.length >= 400) log.state = 'down';
      return answer(...values);
    };
    log.comesBack();
    await eventually(() => log.kept.length >= 400 && to.isAway);
    const inLog = new Set(log.kept.map(({ event }) => event.id));
    await eventually(() => lines.includes('draining the spool is interrupted'));
    const left = await spool.oldest(0, 5000);
    for (const { id } of events) expect(inLog.has(id) || left.some((one) => one.id === id)).toBe(true);
    log.append = answer;
    log.comesBack();
    await eventually(() => to.spooledEvents === 0);
    for (let i = 0; i < 7; i++) {
      expect(log.idsIn(`dialog-${i}`)).toEqual(idsOf(events.filter((_, n) => n % 7 === i)));
    }
  });

  it('takes no more than it may hold: then it refuses, says so, and takes again when there is room', async () => {
    const to = await start({ limitBytes: 2_000 });
    log.state = 'down';
    const event = (): NewEvent => anEvent({ text: JSON.stringify({ pad: 'x'.repeat(489) }) }); // 500 bytes
    await appendAll(to, 'dialog-1', [event(), event(), event(), event()]);
    await expect(to.append('dialog-1', [event()], 'any')).rejects.toThrow('the spool is full (2000 bytes)');
    await expect(to.check()).rejects.toThrow('the spool is full with 4 events');
    log.comesBack();
    await eventually(() => to.spooledEvents === 0 && !to.isAway);
    log.state = 'down';
    await expect(to.append('dialog-1', [event()], 'any')).resolves.toEqual({ spooled: true });
  });

  it('is not ready while its disk does not take what comes, and is again with the first that it takes', async () => {
    const to = await start();
    log.state = 'down';
    diskFails.write = true;
    await expect(to.append('dialog-1', someEvents(1), 'any')).rejects.toThrow('disk I/O error');
    await expect(to.check()).rejects.toThrow('nobody is there; the spool cannot be written: disk I/O error');
    diskFails.write = false;
    await to.append('dialog-1', someEvents(1), 'any');
    await expect(to.check()).resolves.toMatchObject({
      detail: expect.stringContaining('spooling: 1 events') as string,
    });
  });

  it('goes on with a log that is back though its own disk cannot be read', async () => {
    const to = await start();
    log.state = 'down';
    await appendAll(to, 'dialog-1', someEvents(2));
    diskFails.read = true;
    log.comesBack();
    await eventually(() => !to.isAway);
    await expect(to.append('dialog-2', someEvents(1), 'any')).resolves.toMatchObject({ repeated: false });
    expect(to.spooledEvents).toBe(2);
  });

  it('keeps what the log refuses for good, says so, and lets nothing wait behind it', async () => {
    log.state = 'down';
    const to = await start();
    const events = someEvents(3);
    log.refuses.add(events[1]!.id);
    await appendAll(to, 'dialog-1', events);
    log.comesBack();
    await eventually(() => to.spooledEvents === 1 && !to.isAway);
    expect(log.idsIn('dialog-1')).toEqual([events[0]!.id, events[2]!.id]);
    await eventually(() => lines.includes('the event log refuses an event of the spool'));
    await expect(to.check()).resolves.toMatchObject({ detail: expect.stringContaining('1 event') as string });
  });

  it('puts what comes while it drains straight into the log', async () => {
    log.state = 'down';
    const to = await start();
    await appendAll(to, 'dialog-1', someEvents(600));
    log.comesBack();
    await eventually(() => !to.isAway);
    await expect(to.append('dialog-2', someEvents(1), 'any')).resolves.toMatchObject({ repeated: false });
    await eventually(() => to.spooledEvents === 0);
    expect(log.kept).toHaveLength(601);
  });
});
