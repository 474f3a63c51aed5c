import { Counter, Gauge, type Registry } from 'prom-client';
import type { EventLog } from '#ports';
import type { Progress } from './processor.js';

/** What Prometheus sees of the loops: how much they do, and how far behind they are. */
export class ProjectorMetrics {
  private readonly events: Counter<'loop'>;
  private readonly latest = new Map<string, Progress>();

  constructor(registry: Registry, log: EventLog) {
    this.events = new Counter({
      name: 'projector_events_total',
      help: 'Events of the log handled, by loop (projection, linker)',
      labelNames: ['loop'],
      registers: [registry],
    });
    const { latest } = this;
    new Gauge({
      name: 'projector_lag_events',
      help: 'Events of the log that wait to be handled, by loop; beyond some thousands EventStoreDB gives an estimate',
      labelNames: ['loop'],
      registers: [registry],
      async collect() {
        for (const [loop, { position }] of latest) {
          const events = await log.countAfter(position).catch(() => NaN);
          this.set({ loop }, events);
        }
      },
    });
    new Gauge({
      name: 'projector_lag_seconds',
      help: 'Age of the last event handled while more wait in the log; 0 when caught up',
      labelNames: ['loop'],
      registers: [registry],
      async collect() {
        const head = await log.head().catch(() => null);
        for (const [loop, { position, logTime }] of latest) {
          const behind = head !== null && logTime !== null && position < head;
          this.set({ loop }, behind ? Math.max(0, (Date.now() - Date.parse(logTime)) / 1000) : 0);
        }
      },
    });
  }

  note(loop: string, progress: Progress): void {
    this.events.inc({ loop }, progress.events);
    this.latest.set(loop, progress);
  }
}
