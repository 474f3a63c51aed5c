import { setTimeout as wait } from 'node:timers/promises';
import { campaignCall } from '../test/support/calls.js';
import { drawRecord } from '../test/support/population.js';
import { randomFrom, type Random } from '../test/support/random.js';
import { endlessBodies } from './bodies.js';
import { withService, type ChildProgram } from './childProgram.js';
import { inFolder } from './folder.js';
import { loadLine } from './fullLoads.js';
import { postOnce, steadyLoad, type Load } from './load.js';
import type { BenchOptions } from './options.js';
import { latencyOf, round, type Latency } from './percentiles.js';

export const WEBHOOKS_PER_SECOND = 500;
const WARM_UP_SECONDS = 2;
const PROBES_PER_SECOND = 20;
const GIVE_UP_MILLISECONDS = 10_000;
/** On average half of it is in every latency. Asked more often, over servers, the questions themselves would be much of the load. */
const ASK_AGAIN_MILLISECONDS = 8;

/** Where the probes' webhooks go, and where their calls are asked for. */
interface Probed {
  readonly ingest: Pick<ChildProgram, 'url'>;
  readonly api: Pick<ChildProgram, 'url'>;
}

/** Milliseconds until the call of a dialog can be read; at most the time after which it gives up. */
export const untilVisible = async (apiUrl: string, dialog: string): Promise<number> => {
  const askedSince = performance.now();
  while (performance.now() - askedSince < GIVE_UP_MILLISECONDS) {
    const answer = await fetch(`${apiUrl}/v1/calls/${dialog}`);
    await answer.arrayBuffer();
    if (answer.status === 200) return performance.now() - askedSince;
    await wait(ASK_AGAIN_MILLISECONDS);
  }
  return GIVE_UP_MILLISECONDS;
};

/** Posts the create of a new call and asks for it until it is there: milliseconds from the 204 to the answer that has it. */
const probe = async ({ ingest, api }: Probed, random: Random): Promise<number> => {
  const startsAt = Math.floor(Date.now() / 1000);
  const consultantUuid = random.uuid();
  const record = drawRecord(random, startsAt, 'PREVIEW');
  const [create] = campaignCall({ startsAt, record, consultantUuid, consultant: { create: 0 } });
  const status = await postOnce(ingest.url, JSON.stringify(create));
  if (status !== 204) throw new Error(`a probe was answered with ${status}`);
  return untilVisible(api.url, consultantUuid);
};

/** Probes that are sent as often as `sendWhenDue` is called, and never more than so many a second. */
export class FreshnessProbes {
  /** Others in every run: a call of a former one would be there at once. */
  readonly #random: Random = randomFrom(Date.now());
  readonly #startedAt = performance.now();
  readonly #sent: Promise<number>[] = [];

  constructor(
    private readonly probed: Probed,
    private readonly perSecond: number,
  ) {}

  sendWhenDue(): void {
    const due = ((performance.now() - this.#startedAt) / 1000) * this.perSecond;
    while (this.#sent.length < due) {
      const sent = probe(this.probed, this.#random);
      sent.catch(() => undefined); // told by `latency`
      this.#sent.push(sent);
    }
  }

  /** Milliseconds from the answer to a webhook until the call can be read. */
  async latency(): Promise<Latency> {
    return latencyOf(await Promise.all(this.#sent));
  }
}

/** A load, and how long calls take to be visible meanwhile. */
export interface ProbedLoad {
  readonly load: Load;
  readonly fresh: Latency;
}

/** 500 webhooks a second to the whole service in one process, with probes among them. */
export const probedLoad = async (
  service: ChildProgram,
  seconds: number,
  nextBody: () => string,
): Promise<ProbedLoad> => {
  const probes = new FreshnessProbes({ ingest: service, api: service }, PROBES_PER_SECOND);
  const load = await steadyLoad([service.url], WEBHOOKS_PER_SECOND, seconds, nextBody, () => probes.sendWhenDue());
  return { load, fresh: await probes.latency() };
};

const measure = async (service: ChildProgram, options: BenchOptions): Promise<string[]> => {
  const nextBody = endlessBodies(options.seed);
  await steadyLoad([service.url], WEBHOOKS_PER_SECOND, WARM_UP_SECONDS, nextBody);
  const { load, fresh } = await probedLoad(service, options.seconds, nextBody);
  return [
    `freshness: from the 204 to the call in GET /v1/calls/:id, at ${WEBHOOKS_PER_SECOND} webhooks/s, ${fresh.count} probes`,
    `p50 ${round(fresh.p50)} ms  p99 ${round(fresh.p99)} ms  max ${round(fresh.max)} ms (aim: p99 under 150)`,
    loadLine('the webhooks meanwhile', load),
  ];
};

/** From the answer to a webhook until the call can be read, while 500 others a second come in. */
export const benchFreshness = (options: BenchOptions): Promise<string[]> =>
  inFolder((folder) => withService(folder, (service) => measure(service, options)));
