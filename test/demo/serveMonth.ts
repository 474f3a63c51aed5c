import { setTimeout as wait } from 'node:timers/promises';
import { voiceCampaignManual } from '../support/seed.js';
import { fillMonth } from './fill.js';
import { ask, deliver, say, startInstance } from './instance.js';
import type { Sent } from './month.js';
import { CALL } from './playCall.js';
import { Schedule, SECONDS_BETWEEN_CALLS } from './schedule.js';

const BATCH = 500;
/** The last minutes are busy whatever the hour is, so that there is something to see. */
const BUSY_SECONDS = 1200;
const TICK_MILLISECONDS = 500;

const seconds = (): number => Date.now() / 1000;

const deliverAll = async (url: string, sent: readonly Sent[]): Promise<void> => {
  for (let first = 0; first < sent.length; first += BATCH)
    await deliver(url, JSON.stringify(sent.slice(first, first + BATCH).map(({ event }) => event)));
};

/** Something that is no JSON, as it happens: it goes to the quarantine. */
const deliverNonsense = async (url: string): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${url}/webhooks/demo`, { method: 'POST', headers, body: '{"event_name": "dialog_close", "dialog_uu' });
};

const catchUp = (url: string): Promise<unknown> =>
  ask<{ items: readonly { state: string; lag: { events: number | null } }[] }>(
    `${url}/v1/projections`,
    (status, { items }) => status === 200 && items.some(({ state, lag }) => state === 'live' && lag.events === 0),
  );

const sayWhere = (url: string, isLive: boolean): void => {
  say();
  say(`  the dashboard          ${url}/app/`);
  say(`  the documented call    ${url}/app/calls/${CALL}`);
  say(`  the API, to try out    ${url}/docs`);
  say();
  say(
    isLive ? `A call begins every ${SECONDS_BETWEEN_CALLS} seconds.` : 'Nothing more comes in (--live adds traffic).',
  );
  say('Ctrl-C ends it, and removes what it has made.');
};

export interface ServeOptions {
  /** Whether deliveries go on coming. */
  readonly isLive: boolean;
  readonly port: number | undefined;
  readonly signal: AbortSignal;
}

/** Fills a folder with a month of calls that ends now and serves it until the signal. */
export const serveMonth = async (dataDir: string, { isLive, port, signal }: ServeOptions): Promise<void> => {
  const began = performance.now();
  say('Making a month of calls ...');
  const now = seconds();
  const { late, later } = await fillMonth(dataDir, now - BUSY_SECONDS);
  const { url, stop } = await startInstance(dataDir, port);
  try {
    const schedule = new Schedule(now - BUSY_SECONDS, later);
    await deliverAll(url, [...late, ...voiceCampaignManual().map((event) => ({ at: now, event }))]);
    await deliverAll(url, schedule.due(seconds()));
    await deliverNonsense(url);
    await catchUp(url);
    say(`Ready after ${Math.round((performance.now() - began) / 1000)} s.`);
    sayWhere(url, isLive);
    while (!signal.aborted) {
      if (isLive) await deliverAll(url, schedule.due(seconds()));
      await wait(TICK_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await stop();
  }
};
