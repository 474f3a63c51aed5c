import { voiceCampaignManual } from '../support/seed.js';
import { ask, deliver, say, startInstance } from './instance.js';

/** The documented call. */
export const CALL = '028b5322-a0f3-4297-8707-60e443d64a78';

interface Shown {
  readonly status: string;
  readonly outcome: string | null;
  readonly durations: Readonly<Record<string, number | null>>;
  readonly hangup: { readonly side: string; readonly rule: string; readonly certainty: string } | null;
  readonly legs: readonly Readonly<Record<string, unknown>>[];
}

const deliverCall = async (url: string): Promise<void> => {
  for (const [i, body] of voiceCampaignManual().entries()) {
    await deliver(url, JSON.stringify(body));
    const { event_time, event_name, state = '', dialog_uuid } = body as Record<string, string>;
    const event = `${event_name ?? ''} ${state}`.padEnd(32);
    say(`  ${i + 1}  ${event_time ?? ''}  ${event} ${(dialog_uuid ?? '').slice(0, 8)}  -> 204`);
  }
};

const show = (call: Shown): void => {
  say(JSON.stringify({ ...call, legs: `${call.legs.length} legs` }, null, 2));
  say();
  for (const leg of call.legs) {
    const { role, createdAt, talkingAt, closedAt, closeCause } = leg as Record<string, string>;
    say(`  ${(role ?? '').padEnd(11)} created ${createdAt}  talking ${talkingAt}  closed ${closedAt} ${closeCause}`);
  }
  const { hangup, durations } = call;
  say();
  say(`  ${hangup?.side} hung up (${hangup?.rule}, ${hangup?.certainty}) after ${durations.talkSeconds} s of talk`);
};

/** Plays the one documented call against a fresh instance and shows what comes out. */
export const playCall = async (dataDir: string): Promise<void> => {
  say('Starting a fresh instance ...');
  const { url, stop } = await startInstance(dataDir);
  try {
    say(`POST ${url}/webhooks/demo: nine webhooks of a manual campaign call`);
    await deliverCall(url);
    say();
    say(`GET ${url}/v1/calls/${CALL}`);
    show(await ask<Shown>(`${url}/v1/calls/${CALL}`, (status, call) => status === 200 && call.status === 'ended'));
  } finally {
    await stop();
  }
};
