import { Gauge, type Registry } from 'prom-client';
import {
  buildOf,
  CALLS,
  generationName,
  readBuildProgress,
  type BuildProgress,
  type EventLog,
  type Generation,
  type ReadModels,
} from '#ports';

interface Measured extends Pick<BuildProgress, 'events' | 'of' | 'perSecond' | 'etaSeconds'> {
  readonly generation: string;
  readonly state: Generation['state'];
}

/** The build that is under way, as it is when it is asked for; null: there is none, or a store is away. */
const measure = async (log: EventLog, readModels: ReadModels): Promise<Measured | null> => {
  try {
    const build = buildOf(await readModels.generations(CALLS));
    if (build === undefined) return null;
    const progress = await readBuildProgress({ log, readModels }, build);
    return { generation: generationName(build), state: build.state, ...progress };
  } catch {
    return null; // /health says which store is away
  }
};

/** What Prometheus sees of a rebuild; nothing while there is none. */
export const addRebuildMetrics = (registry: Registry, log: EventLog, readModels: ReadModels): void => {
  let asked: Promise<Measured | null> | null = null;
  /** Once for all that are collected at the same time. */
  const measured = (): Promise<Measured | null> =>
    (asked ??= measure(log, readModels).finally(() => {
      asked = null;
    }));
  const gauges: readonly [name: string, help: string, of: (build: Measured) => number | null][] = [
    [
      'rebuild_events',
      'Events that the build has handled; of several partitions by the one that has come least far',
      ({ events }) => events,
    ],
    ['rebuild_events_of', 'Events it will have handled when it has caught up', ({ of }) => of],
    ['rebuild_events_per_second', 'Events a second it handled of late', ({ perSecond }) => perSecond],
    ['rebuild_eta_seconds', 'Until it has caught up, by that rate', ({ etaSeconds }) => etaSeconds],
  ];
  for (const [name, help, of] of gauges) {
    new Gauge({
      name,
      help,
      labelNames: ['generation'],
      registers: [registry],
      async collect() {
        this.reset();
        const build = await measured();
        const value = build === null ? null : of(build);
        if (build !== null && value !== null) this.set({ generation: build.generation }, value);
      },
    });
  }
  new Gauge({
    name: 'rebuild_state',
    help: '1 for the state the build is in (building, ready, failed)',
    labelNames: ['generation', 'state'],
    registers: [registry],
    async collect() {
      this.reset();
      const build = await measured();
      if (build !== null) this.set({ generation: build.generation, state: build.state }, 1);
    },
  });
};
