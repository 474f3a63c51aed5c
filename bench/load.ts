import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import autocannon from 'autocannon';
import { latencyOf, type Latency } from './percentiles.js';

export const CONNECTIONS = 64;

export interface Load {
  /** Answers with 204 a second. */
  readonly perSecond: number;
  readonly latency: Latency;
  /** Answers other than 204, and requests without one. */
  readonly failed: number;
}

/** So many webhooks as can be had: each of 64 connections sends the next one as soon as the last is answered. */
export const fullLoad = async (url: string, seconds: number, nextBody: () => string): Promise<Load> => {
  const post = { method: 'POST' as const, path: '/webhooks/main', headers: { 'content-type': 'application/json' } };
  const withNextBody = (sent: autocannon.Request): autocannon.Request => ({ ...sent, body: nextBody() });
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [{ ...post, setupRequest: withNextBody }],
  });
  const { p50, p99, max } = result.latency;
  const accepted = result['2xx'];
  return {
    perSecond: accepted / result.duration,
    latency: { p50, p99, max, count: accepted },
    failed: result.non2xx + result.errors,
  };
};

const post = (url: string, agent: Agent, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(`${url}/webhooks/main`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });

const TICK_MILLISECONDS = 1;

/**
 * So many webhooks a second, evenly and to each address in turn, whether or not they are answered; each one's time counts from when it was
 * due, so a service that falls behind cannot hide it. (autocannon's `overallRate` sends each second's share at once and then pauses: a full
 * load in bursts.)
 */
export const steadyLoad = async (
  urls: readonly string[],
  perSecond: number,
  seconds: number,
  nextBody: () => string,
  whileRunning?: () => void,
): Promise<Load> => {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times: number[] = [];
  const pending = new Set<Promise<void>>();
  let failed = 0;
  const send = async (url: string, dueAt: number): Promise<void> => {
    const status = await post(url, agent, nextBody()).catch(() => 0);
    if (status === 204) times.push(performance.now() - dueAt);
    else failed++;
  };
  const startedAt = performance.now();
  const total = Math.round(perSecond * seconds);
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, ((performance.now() - startedAt) / 1000) * perSecond);
    for (; sent < due; sent++) {
      const url = urls[sent % urls.length] ?? '';
      const sending = send(url, startedAt + (sent / perSecond) * 1000).finally(() => pending.delete(sending));
      pending.add(sending);
    }
    whileRunning?.();
    await wait(TICK_MILLISECONDS);
  }
  await Promise.all(pending);
  agent.destroy();
  return { perSecond: times.length / ((performance.now() - startedAt) / 1000), latency: latencyOf(times), failed };
};

/** One webhook with this JSON text; resolves with the status. */
export const postOnce = async (url: string, body: string): Promise<number> => {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${url}/webhooks/main`, { method: 'POST', headers, body })).status;
};
