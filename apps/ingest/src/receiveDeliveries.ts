import { withinTime } from '#concurrency';
import { EventTooLarge, StoreUnavailable } from '#ports';
import { Problem, type Logger } from '#server';
import type { Settings } from '#settings';
import type { Admission } from './admission.js';
import { readBody, type ReceivedDelivery } from './body/readBody.js';
import { BodyRefused } from './body/refusal.js';
import type { DeliveryWriter, Written } from './deliveryWriter.js';
import type { IngestMetrics } from './ingestMetrics.js';
import type { GuardedLog } from './outage/guardedLog.js';
import type { Quarantine } from './quarantine.js';

const RETRY_AFTER_SECONDS = 2;
/** How long a request may take once the log has had its time: to be refused, or kept in the spool. */
const OUTAGE_MILLISECONDS = 5000;

/** The platform has posted a body for an authenticated source. */
export interface ReceiveDeliveries {
  readonly source: string;
  readonly bytes: Buffer;
  /** ISO 8601 UTC. */
  readonly receivedAt: string;
}

/** Refuses with 503 at once, since too much waits for the log already; the log says when that begins and when it ends. */
export const refuseForRoom = (admission: Admission): Problem => {
  admission.countRefused();
  return new Problem(503, 'Too many events wait for the event log. Try again.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    isLogged: true,
  });
};

/** Body -> deliveries -> streams, durable when `execute` resolves. */
export class ReceiveDeliveriesHandler {
  constructor(
    private readonly settings: Settings,
    private readonly logger: Logger,
    private readonly writer: DeliveryWriter,
    private readonly quarantine: Quarantine,
    private readonly admission: Admission,
    private readonly metrics: IngestMetrics,
    private readonly log: GuardedLog,
  ) {}

  /** @throws Problem 400, 413, 503 @throws StoreUnavailable */
  async execute(command: ReceiveDeliveries): Promise<void> {
    const { source } = command;
    let deliveries: readonly ReceivedDelivery[];
    try {
      deliveries = readBody(command.bytes, this.settings.maxEventBytes);
    } catch (error) {
      if (error instanceof BodyRefused) throw await this.#refuse(command, error);
      throw error;
    }
    try {
      for (const written of await this.#write(command, deliveries)) this.metrics.countWritten(source, written);
    } catch (error) {
      throw this.#unavailable(source, error);
    }
  }

  /** An outage has two log lines of its own, when it begins and when it ends: none is written for each webhook that it costs. */
  #unavailable(source: string, error: unknown): unknown {
    this.metrics.countRefused(source, error instanceof EventTooLarge ? 'too_large' : 'unavailable');
    if (!(error instanceof StoreUnavailable) || !this.log.countRefused()) return error;
    return new Problem(503, 'The event log cannot be reached now. Try again.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      isLogged: true,
    });
  }

  #write({ source, bytes, receivedAt }: ReceiveDeliveries, deliveries: readonly ReceivedDelivery[]) {
    return this.#admitted<readonly Written[]>(bytes.length, deliveries.length, () =>
      this.writer.writeAll(deliveries, { source, receivedAt }),
    );
  }

  /** The room is given back when the log has answered, not when the sender has been: what still waits still takes memory. */
  #admitted<Result>(bytes: number, events: number, work: () => Promise<Result>): Promise<Result> {
    if (!this.admission.enter(bytes, events)) throw refuseForRoom(this.admission);
    const working = work();
    const leave = (): void => this.admission.leave(bytes, events);
    working.then(leave, leave);
    return withinTime(working, this.settings.appendSeconds * 1000 + OUTAGE_MILLISECONDS, () => {
      return new StoreUnavailable(`the event log has not answered within ${this.settings.appendSeconds} s`);
    });
  }

  /** What the sender is told of a body that is not taken. @throws Problem 503 @throws StoreUnavailable it cannot be kept now */
  async #refuse(command: ReceiveDeliveries, { status, reason, errors }: BodyRefused): Promise<Problem> {
    if (status === 400) await this.#keep(command, reason);
    this.metrics.countRefused(command.source, status === 413 ? 'too_large' : 'malformed');
    return new Problem(status, reason, errors.length > 0 ? { errors } : {});
  }

  /** A 400 is final: a sender that is told so has no reason to send again what would then be nowhere. */
  async #keep({ source, bytes, receivedAt }: ReceiveDeliveries, reason: string): Promise<void> {
    try {
      const id = await this.#admitted(bytes.length, 1, () =>
        this.quarantine.keep({ source, bytes, reason, refusedAt: receivedAt }),
      );
      this.metrics.countQuarantined('kept');
      this.logger.warn({ source, reason, bytes: bytes.length, quarantine: id }, 'body refused and kept in quarantine');
    } catch (error) {
      this.metrics.countQuarantined('failed');
      throw this.#unavailable(source, error);
    }
  }
}
