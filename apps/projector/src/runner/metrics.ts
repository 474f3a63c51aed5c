import { Counter, Gauge, type Registry } from 'prom-client';
import { buildOf, CALLS, generationName, LINKER, liveOf, lowestOfAllPartitions } from '#ports';
import type { Checkpoint, Checkpoints, EventLog, Generation, Generations } from '#ports';
import { Completeness, isOfLog, readBuildProgress, type BuildProgress } from '#projections';

interface MeasuredStores {
  readonly log: EventLog;
  readonly readModels: Checkpoints & Generations;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Measured when they are asked for, from what is stored. */
const GAUGES = {
  projector_lag_events: {
    help: 'Events of the log that wait to be handled by the linker, the live projection and the one being built, in whichever process they run; beyond some thousands EventStoreDB gives an estimate',
    labelNames: ['loop'],
  },
  projector_lag_seconds: {
    help: 'Age of the last event handled while more wait in the log (since it was found behind, where that event was logged by a clock that was ahead); 0 when caught up',
    labelNames: ['loop'],
  },
  rebuild_events: {
    help: 'Events that the build has handled; of several partitions by the one that has come least far',
    labelNames: ['generation'],
  },
  rebuild_events_of: { help: 'Events it will have handled when it has caught up', labelNames: ['generation'] },
  rebuild_events_per_second: { help: 'Events a second it handled of late', labelNames: ['generation'] },
  rebuild_eta_seconds: { help: 'Until it has caught up, by that rate', labelNames: ['generation'] },
  rebuild_state: {
    help: '1 for the state the build is in (building, ready, failed)',
    labelNames: ['generation', 'state'],
  },
};

type GaugeName = keyof typeof GAUGES;

interface Sample {
  readonly gauge: GaugeName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const samplesOfBuild = (build: Generation, progress: BuildProgress): readonly Sample[] => {
  const generation = generationName(build);
  const values: readonly (readonly [GaugeName, number | null])[] = [
    ['rebuild_events', progress.events],
    ['rebuild_events_of', progress.of],
    ['rebuild_events_per_second', progress.perSecond],
    ['rebuild_eta_seconds', progress.etaSeconds],
  ];
  return [
    ...values.flatMap(([gauge, value]) => (value === null ? [] : [{ gauge, labels: { generation }, value }])),
    { gauge: 'rebuild_state', labels: { generation, state: build.state }, value: 1 },
  ];
};

/** Measures how far the linker, the live generation and a build are, whichever process they run in, or none. */
const openMeasure = ({ log, readModels, now }: MeasuredStores): (() => Promise<readonly Sample[]>) => {
  const completeness = new Completeness();
  return async () => {
    const at = now();
    const generations = await readModels.generations(CALLS);
    const build = buildOf(generations);
    const consumers: [loop: string, Checkpoint | null][] = [['linker', await readModels.checkpoint(null, LINKER)]];
    for (const [loop, generation] of [['projection', liveOf(generations)] as const, ['build', build] as const])
      if (generation !== undefined)
        consumers.push([loop, lowestOfAllPartitions(await readModels.checkpoints(generation))]);
    const state = { head: await log.head(), logIdentity: await log.identity() };
    const samples: Sample[] = [];
    for (const [loop, checkpoint] of consumers) {
      const position = checkpoint !== null && isOfLog(checkpoint, state) ? checkpoint.position : null;
      const seconds = (at - completeness.of({ name: loop, checkpoint }, state, at)) / 1000;
      samples.push({ gauge: 'projector_lag_events', labels: { loop }, value: await log.countAfter(position) });
      samples.push({ gauge: 'projector_lag_seconds', labels: { loop }, value: seconds });
    }
    if (build !== undefined)
      samples.push(...samplesOfBuild(build, await readBuildProgress({ log, readModels }, build)));
    return samples;
  };
};

/**
 * What Prometheus sees of the projectors: how far each projection and the linker is behind, and a build while there is one, both from
 * what is stored; and what this process handles. Answers the function by which that is counted.
 */
export const addProjectorMetrics = (
  registry: Registry,
  stores: MeasuredStores,
): ((loop: 'linker' | 'projection', events: number) => void) => {
  const measure = openMeasure(stores);
  let measuring: Promise<readonly Sample[]> | null = null;
  /** One measurement for all gauges of a scrape. */
  const measured = (): Promise<readonly Sample[]> =>
    (measuring ??= measure()
      .catch(() => []) // a store is away: /health says which, and nothing is known
      .finally(() => (measuring = null)));
  for (const name of Object.keys(GAUGES) as GaugeName[])
    new Gauge({
      name,
      ...GAUGES[name],
      registers: [registry],
      async collect() {
        this.reset();
        for (const { gauge, labels, value } of await measured()) if (gauge === name) this.set(labels, value);
      },
    });
  const handled = new Counter({
    name: 'projector_events_total',
    help: 'Events of the log handled by this process, by loop (projection, linker)',
    labelNames: ['loop'],
    registers: [registry],
  });
  return (loop, events) => handled.inc({ loop }, events);
};
