import { Counter, Gauge, type Registry } from 'prom-client';
import { buildOf, CALLS, generationName, LINKER, liveOf, lowestOfAllPartitions } from '#ports';
import type { Checkpoint, Checkpoints, EventLog, Generation, Generations, StoredDocuments } from '#ports';
import { Completeness, isOfLog, readBuildProgress, type BuildProgress } from '#projections';

interface MeasuredStores {
  readonly log: EventLog;
  readonly readModels: Checkpoints & Generations & Pick<StoredDocuments, 'countPoisoned'>;
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
  projector_poisoned_streams: {
    help: 'Streams of the live calls that could not be folded or stored, and of which the calls stay as they were',
    labelNames: ['generation'],
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

/** A value of null is not known, and not shown. */
type Sample = readonly [gauge: GaugeName, labels: Readonly<Record<string, string>>, value: number | null];

const samplesOfBuild = (build: Generation, progress: BuildProgress): readonly Sample[] => {
  const labels = { generation: generationName(build) };
  return [
    ['rebuild_events', labels, progress.events],
    ['rebuild_events_of', labels, progress.of],
    ['rebuild_events_per_second', labels, progress.perSecond],
    ['rebuild_eta_seconds', labels, progress.etaSeconds],
    ['rebuild_state', { ...labels, state: build.state }, 1],
  ];
};

/** Measures how far the linker, the live generation and a build have come, whichever process works on them, if any does. */
const openMeasure = ({ log, readModels, now }: MeasuredStores): (() => Promise<readonly Sample[]>) => {
  const completeness = new Completeness();
  return async () => {
    const at = now();
    const generations = await readModels.generations(CALLS);
    const [live, build] = [liveOf(generations), buildOf(generations)];
    const consumers: [loop: string, Checkpoint | null][] = [['linker', await readModels.checkpoint(null, LINKER)]];
    for (const [loop, generation] of [['projection', live] as const, ['build', build] as const])
      if (generation !== undefined)
        consumers.push([loop, lowestOfAllPartitions(await readModels.checkpoints(generation))]);
    const state = { head: await log.head(), logIdentity: await log.identity() };
    const samples: Sample[] = [];
    for (const [loop, checkpoint] of consumers) {
      const position = checkpoint !== null && isOfLog(checkpoint, state) ? checkpoint.position : null;
      const seconds = (at - completeness.of({ name: loop, checkpoint }, state, at)) / 1000;
      samples.push(['projector_lag_events', { loop }, await log.countAfter(position)]);
      samples.push(['projector_lag_seconds', { loop }, seconds]);
    }
    if (live !== undefined)
      samples.push([
        'projector_poisoned_streams',
        { generation: generationName(live) },
        await readModels.countPoisoned(live),
      ]);
    if (build !== undefined)
      samples.push(...samplesOfBuild(build, await readBuildProgress({ log, readModels }, build)));
    return samples;
  };
};

/** Registers the gauges above, and a counter of what this process handles. Answers the function by which that is counted. */
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
        for (const [gauge, labels, value] of await measured())
          if (gauge === name && value !== null) this.set(labels, value);
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
