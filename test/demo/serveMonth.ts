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

interface Progress {
  readonly state?: string;
  readonly lag: { readonly events: number | null };
}

const catchUp = (url: string): Promise<unknown> =>
  ask<{ items: readonly Progress[]; linker: Progress }>(
    `${url}/v1/projections`,
    (status, { items, linker }) =>
      status === 200 && linker.lag.events === 0 && items.some(({ state, lag }) => state === 'live' && lag.events === 0),
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
  const { late, coming } = await fillMonth(dataDir, seconds());
  const { url, stop } = await startInstance(dataDir, port);
  try {
    await deliverAll(url, [...eventsOf(late), ...voiceCampaignManual(), ...eventsOf(coming.due(seconds()))]);
    await deliverNonsense(url);
    await catchUp(url);
    say(`Ready after ${Math.round((performance.now() - began) / 1000)} s.`);
    sayWhere(url, isLive);
    while (!signal.aborted) {
      if (isLive) await deliverAll(url, eventsOf(coming.due(seconds())));
      await wait(TICK_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await stop();
  }
};
