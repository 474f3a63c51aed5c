import { setTimeout as wait } from 'node:timers/promises';
import type { JsonObject } from '#domain';
import { voiceCampaignManual } from '../support/seed.js';
import { fillMonth } from './fill.js';
import { ask, deliver, say, startInstance } from './instance.js';
import type { Sent } from './month.js';
import { CALL } from './playCall.js';
import { SECONDS_BETWEEN_CALLS } from './schedule.js';

const BATCH = 500;
const TICK_MILLISECONDS = 500;

const seconds = (): number => Date.now() / 1000;

const deliverAll = async (url: string, events: readonly JsonObject[]): Promise<void> => {
  for (let first = 0; first < events.length; first += BATCH)
    await deliver(url, JSON.stringify(events.slice(first, first + BATCH)));
};

const eventsOf = (sent: readonly Sent[]): readonly JsonObject[] => sent.map(({ event }) => event);

/** Something that is no JSON, as it happens: it goes to the quarantine. */
const deliverNonsense = async (url: string): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${url}/webhooks/demo`, { method: 'POST', headers, body: '{"event_name": "dialog_close", "dialog_uu' });
};

const LOOK_MILLISECONDS = 500;
const SAY_EVERY_LOOKS = 10;

interface Consumer {
  readonly state?: string;
  readonly lag: { readonly events: number | null };
}

/** Events that the linker, or the calls behind it, have still to read; null: not known yet. */
const eventsLeft = async (url: string): Promise<number | null> => {
  const { items, linker } = await ask<{ items: readonly Consumer[]; linker: Consumer }>(
    `${url}/v1/projections`,
    (status) => status === 200,
  );
  const live = items.find(({ state }) => state === 'live')?.lag.events ?? null;
  return live === null || linker.lag.events === null ? null : Math.max(live, linker.lag.events);
};

/** Waits until every call of the month can be seen, however long a busy machine takes for that, and says how far it is. */
const catchUp = async (url: string, signal: AbortSignal): Promise<void> => {
  for (let looks = 0; !signal.aborted; looks += 1) {
    const left = await eventsLeft(url);
    if (left === 0) return;
    if (looks % SAY_EVERY_LOOKS === 0)
      say(`Making calls of the events: ${left?.toLocaleString('en-US') ?? 'all'} left`);
    await wait(LOOK_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  }
};

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
  say();
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
  const { late, coming } = await fillMonth(dataDir, seconds());
  const { url, stop } = await startInstance(dataDir, port);
  try {
    await deliverAll(url, [...eventsOf(late), ...voiceCampaignManual(), ...eventsOf(coming.due(seconds()))]);
    await deliverNonsense(url);
    sayWhere(url, isLive);
    await catchUp(url, signal);
    if (!signal.aborted) say(`Ready after ${Math.round((performance.now() - began) / 1000)} s.`);
    while (!signal.aborted) {
      if (isLive) await deliverAll(url, eventsOf(coming.due(seconds())));
      await wait(TICK_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await stop();
  }
};
