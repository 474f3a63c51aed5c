import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Admission } from './admission.js';
import type { Written } from './deliveryWriter.js';
import type { GuardedLog } from './outage/guardedLog.js';

/** Names a sender may invent while no sources are configured: more of them would make the metrics grow without end. */
const MOST_SOURCES = 50;
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type WebhookResult =
  | 'appended'
  | 'repeated'
  | 'spooled'
  | 'malformed'
  | 'too_large'
  | 'not_json_type'
  | 'encoded'
  | 'wrong_secret'
  | 'unknown_source'
  | 'unavailable';

/** What ingest counts. Webhooks are counted by event, refused requests by request. */
export class IngestMetrics {
  readonly #webhooks: Counter<'source' | 'name' | 'result'>;
  readonly #held: Counter;
  readonly #quarantined: Counter<'result'>;
  readonly #drained: Counter;
  readonly #append: Histogram;
  readonly #answer: Histogram;
  readonly #sources = new Set<string>();
  /** Counters by their labels: finding them anew for each webhook costs more than counting. */
  readonly #counts = new Map<string, Counter.Internal>();

  constructor(
    private readonly registry: Registry,
    admission: Admission,
  ) {
    const registers = [registry];
    this.#webhooks = new Counter({
      name: 'ingest_webhooks_total',
      help: 'Events received (refused: requests), by source, event name and result',
      labelNames: ['source', 'name', 'result'],
      registers,
    });
    this.#held = new Counter({
      name: 'ingest_held_total',
      help: 'Events stored in the stream of their dialog, because their record was not known: the linker moves them',
      registers,
    });
    this.#quarantined = new Counter({
      name: 'ingest_quarantined_total',
      help: 'Refused bodies, by whether they could be kept',
      labelNames: ['result'],
      registers,
    });
    this.#drained = new Counter({
      name: 'ingest_drained_total',
      help: 'Events moved from the spool into the event log',
      registers,
    });
    this.#append = new Histogram({
      name: 'ingest_append_seconds',
      help: 'How long the event log takes for one event',
      buckets: SECONDS,
      registers,
    });
    this.#answer = new Histogram({
      name: 'ingest_answer_seconds',
      help: 'From the first line of a webhook request to its answer',
      buckets: SECONDS,
      registers,
    });
    new Gauge({
      name: 'ingest_waiting_events',
      help: 'Events that wait for the event log now',
      registers,
      collect() {
        this.set(admission.waitingEvents);
      },
    });
    new Gauge({
      name: 'ingest_waiting_bytes',
      help: 'Bytes of the events that wait for the event log now',
      registers,
      collect() {
        this.set(admission.waitingBytes);
      },
    });
  }

  countWritten(source: string, { delivery, route, repeated, spooled }: Written): void {
    const name = delivery.type === 'PlatformEventReceived' ? 'other' : (delivery.name ?? 'other');
    this.#count(source, name, spooled ? 'spooled' : repeated ? 'repeated' : 'appended');
    if (!repeated && route.stream.startsWith('dialog-')) this.#held.inc();
  }

  countRefused(source: string, result: WebhookResult): void {
    this.#count(result === 'unknown_source' ? 'unknown' : source, 'none', result);
  }

  countQuarantined(result: 'kept' | 'failed'): void {
    this.#quarantined.inc({ result });
  }

  observeAppend(seconds: number): void {
    this.#append.observe(seconds);
  }

  observeAnswer(seconds: number): void {
    this.#answer.observe(seconds);
  }

  /** Adds what is to be seen of the event log's outages. */
  watch(log: Pick<GuardedLog, 'isAway' | 'spooledEvents'>): void {
    const registers = [this.registry];
    new Gauge({
      name: 'ingest_event_log_away',
      help: '1 while the event log is away: deliveries are refused, or kept in the spool',
      registers,
      collect() {
        this.set(log.isAway ? 1 : 0);
      },
    });
    new Gauge({
      name: 'ingest_spooled_events',
      help: 'Events that wait in the spool for the event log to come back',
      registers,
      collect() {
        this.set(log.spooledEvents);
      },
    });
  }

  countDrained(events: number): void {
    this.#drained.inc(events);
  }

  #count(source: string, name: string, result: WebhookResult): void {
    const label = this.#labelOf(source);
    const key = `${label} ${name} ${result}`;
    let count = this.#counts.get(key);
    if (count === undefined) {
      count = this.#webhooks.labels(label, name, result);
      this.#counts.set(key, count);
    }
    count.inc();
  }

  #labelOf(source: string): string {
    if (this.#sources.has(source)) return source;
    if (this.#sources.size >= MOST_SOURCES) return 'other';
    this.#sources.add(source);
    return source;
  }
}
