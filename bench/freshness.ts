import { setTimeout as wait } from 'node:timers/promises';
import { campaignCall } from '../test/support/calls.js';
import { drawRecord } from '../test/support/population.js';
import { randomFrom, type Random } from '../test/support/random.js';
import { endlessBodies } from './bodies.js';
import { withService, type ChildProgram } from './childProgram.js';
import { inFolder } from './folder.js';
import { loadLine } from './ingest.js';
import { postOnce, steadyLoad } from './load.js';
import type { BenchOptions } from './options.js';
import { latencyOf, round } from './percentiles.js';

const BODY_BYTES = 2560;
const WEBHOOKS_PER_SECOND = 500;
const WARM_UP_SECONDS = 2;
const PROBES_PER_SECOND = 20;
const GIVE_UP_MILLISECONDS = 10_000;
const ASK_AGAIN_MILLISECONDS = 4;

/** Posts the create of a new call and asks for it until it is there: milliseconds from the 204 to the answer that has it. */
const probe = async (service: ChildProgram, random: Random): Promise<number> => {
  const startsAt = Math.floor(Date.now() / 1000);
  const consultantUuid = random.uuid();
  const record = drawRecord(random, startsAt, 'PREVIEW');
  const [create] = campaignCall({ startsAt, record, consultantUuid, consultant: { create: 0 } });
  const status = await postOnce(service.url, JSON.stringify(create));
  if (status !== 204) throw new Error(`a probe was answered with ${status}`);
  const acknowledgedAt = performance.now();
  while (performance.now() - acknowledgedAt < GIVE_UP_MILLISECONDS) {
    const answer = await fetch(`${service.url}/v1/calls/${consultantUuid}`);
    await answer.arrayBuffer();
    if (answer.status === 200) return performance.now() - acknowledgedAt;
    await wait(ASK_AGAIN_MILLISECONDS);
  }
  return GIVE_UP_MILLISECONDS;
};

const measure = async (service: ChildProgram, options: BenchOptions): Promise<string[]> => {
  const random = randomFrom(options.seed);
  const nextBody = endlessBodies(options.seed, BODY_BYTES);
  await steadyLoad(service.url, WEBHOOKS_PER_SECOND, WARM_UP_SECONDS, nextBody);
  const probes: Promise<number>[] = [];
  const startedAt = performance.now();
  const probeWhenDue = (): void => {
    const due = ((performance.now() - startedAt) / 1000) * PROBES_PER_SECOND;
    while (probes.length < due) probes.push(probe(service, random));
  };
  const load = await steadyLoad(service.url, WEBHOOKS_PER_SECOND, options.seconds, nextBody, probeWhenDue);
  const fresh = latencyOf(await Promise.all(probes));
  return [
    `freshness: from the 204 to the call in GET /v1/calls/:id, at ${WEBHOOKS_PER_SECOND} webhooks/s, ${fresh.count} probes`,
    `p50 ${round(fresh.p50)} ms  p99 ${round(fresh.p99)} ms  max ${round(fresh.max)} ms (aim: p99 under 250)`,
    loadLine('the webhooks meanwhile', load),
  ];
};

/** From the answer to a webhook until the call can be read, while 500 others a second come in. */
export const benchFreshness = (options: BenchOptions): Promise<string[]> =>
  inFolder((folder) => withService(folder, (service) => measure(service, options)));
