import { Counter, Gauge, type Registry } from 'prom-client';
import {
  buildOf,
  CALLS,
  generationName,
  LINKER,
  liveOf,
  lowestOf,
  type Checkpoint,
  type EventLog,
  type Generation,
  type ReadModels,
} from '#ports';
import { Completeness, isOfLog, readBuildProgress, type BuildProgress, type LogState } from '#projections';
import type { Progress } from './processor.js';

interface MeasuredStores {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** As the label `loop` has it. */
type Loop = 'linker' | 'projection' | 'build';

interface Lag {
  readonly loop: Loop;
  readonly events: number;
  readonly seconds: number;
}

interface Measured {
  readonly lags: readonly Lag[];
  /** The build that is under way; null: there is none. */
  readonly build: { readonly generation: Generation; readonly progress: BuildProgress } | null;
}

const NOTHING: Measured = { lags: [], build: null };

/** What is stored of those that handle the log, whichever process they run in, or none. */
const consumersOf = async (
  readModels: ReadModels,
  generations: readonly Generation[],
): Promise<readonly (readonly [Loop, Checkpoint | null])[]> => {
  const lowest = async (generation: Generation): Promise<Checkpoint | null> =>
    lowestOf(await readModels.checkpoints(generation));
  const [live, build] = [liveOf(generations), buildOf(generations)];
  return [
    ['linker', await readModels.checkpoint(null, LINKER)],
    ...(live === undefined ? [] : [['projection', await lowest(live)] as const]),
    ...(build === undefined ? [] : [['build', await lowest(build)] as const]),
  ];
};

/** Measures when it is asked; several that ask at the same time share one measurement. */
const openMeasure = ({ log, readModels, now }: MeasuredStores): (() => Promise<Measured>) => {
  const completeness = new Completeness();

  const lagOf = async (loop: Loop, checkpoint: Checkpoint | null, state: LogState, at: number): Promise<Lag> => {
    const position = checkpoint !== null && isOfLog(checkpoint, state) ? checkpoint.position : null;
    const seconds = (at - completeness.of({ name: loop, checkpoint }, state, at)) / 1000;
    return { loop, events: await log.countAfter(position), seconds };
  };

  const measure = async (): Promise<Measured> => {
    const at = now();
    const generations = await readModels.generations(CALLS);
    const consumers = await consumersOf(readModels, generations);
    const state = { head: await log.head(), logIdentity: await log.identity() };
    const lags = await Promise.all(consumers.map(([loop, checkpoint]) => lagOf(loop, checkpoint, state, at)));
    const generation = buildOf(generations);
    if (generation === undefined) return { lags, build: null };
    return { lags, build: { generation, progress: await readBuildProgress({ log, readModels }, generation) } };
  };

  let asked: Promise<Measured> | null = null;
  return () =>
    (asked ??= measure()
      .catch(() => NOTHING) // a store is away: /health says which, and nothing is known
      .finally(() => {
        asked = null;
      }));
};

const addLagGauges = (registry: Registry, measured: () => Promise<Measured>): void => {
  const gauges: readonly [name: string, help: string, of: (lag: Lag) => number][] = [
    [
      'projector_lag_events',
      'Events of the log that wait to be handled by the linker, the live projection and the one being built, in whichever process they run; beyond some thousands EventStoreDB gives an estimate',
      ({ events }) => events,
    ],
    [
      'projector_lag_seconds',
      'Age of the last event handled while more wait in the log (since it was found behind, where that event was logged by a clock that was ahead); 0 when caught up',
      ({ seconds }) => seconds,
    ],
  ];
  for (const [name, help, of] of gauges)
    new Gauge({
      name,
      help,
      labelNames: ['loop'],
      registers: [registry],
      async collect() {
        this.reset();
        for (const lag of (await measured()).lags) this.set({ loop: lag.loop }, of(lag));
      },
    });
};

const addBuildGauges = (registry: Registry, measured: () => Promise<Measured>): void => {
  const gauges: readonly [name: string, help: string, of: (build: BuildProgress) => number | null][] = [
    [
      'rebuild_events',
      'Events that the build has handled; of several partitions by the one that has come least far',
      ({ events }) => events,
    ],
    ['rebuild_events_of', 'Events it will have handled when it has caught up', ({ of }) => of],
    ['rebuild_events_per_second', 'Events a second it handled of late', ({ perSecond }) => perSecond],
    ['rebuild_eta_seconds', 'Until it has caught up, by that rate', ({ etaSeconds }) => etaSeconds],
  ];
  for (const [name, help, of] of gauges)
    new Gauge({
      name,
      help,
      labelNames: ['generation'],
      registers: [registry],
      async collect() {
        this.reset();
        const { build } = await measured();
        const value = build === null ? null : of(build.progress);
        if (build !== null && value !== null) this.set({ generation: generationName(build.generation) }, value);
      },
    });
  new Gauge({
    name: 'rebuild_state',
    help: '1 for the state the build is in (building, ready, failed)',
    labelNames: ['generation', 'state'],
    registers: [registry],
    async collect() {
      this.reset();
      const generation = (await measured()).build?.generation;
      if (generation !== undefined) this.set({ generation: generationName(generation), state: generation.state }, 1);
    },
  });
};

/**
 * What Prometheus sees of the projectors: how far each projection and the linker is behind, and a build while there is one, both from
 * what is stored; and what this process handles. Answers the function by which that is counted.
 */
export const addProjectorMetrics = (
  registry: Registry,
  stores: MeasuredStores,
): ((loop: string, progress: Progress) => void) => {
  const measured = openMeasure(stores);
  addLagGauges(registry, measured);
  addBuildGauges(registry, measured);
  const events = new Counter({
    name: 'projector_events_total',
    help: 'Events of the log handled by this process, by loop (projection, linker)',
    labelNames: ['loop'],
    registers: [registry],
  });
  return (loop, progress) => events.inc({ loop }, progress.events);
};
