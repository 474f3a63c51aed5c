import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { StoreUnavailable } from '#ports';
import { LOGGER, Problem, SETTINGS, withinTime, type Logger } from '#server';
import type { Settings } from '#settings';
import { Admission } from './admission.js';
import { readBody, type ReceivedDelivery } from './body/readBody.js';
import { BodyRefused } from './body/refusal.js';
import { DeliveryWriter, type Written } from './deliveryWriter.js';
import { IngestMetrics } from './ingestMetrics.js';
import { Quarantine } from './quarantine.js';

const RETRY_AFTER_SECONDS = 2;
const QUARANTINE_MILLISECONDS = 2000;
/** How long a request may take once the log has had its time: to be refused, or kept in the spool. */
const OUTAGE_MILLISECONDS = 5000;

/** The platform has posted a body for an authenticated source. */
export class ReceiveDeliveries extends Command<void> {
  constructor(
    readonly source: string,
    readonly bytes: Buffer,
    /** ISO 8601 UTC. */
    readonly receivedAt: string,
  ) {
    super();
  }
}

/** 503 at once: too much waits for the log already. */
export const busy = (): Problem =>
  new Problem(503, 'Too many events wait for the event log. Try again.', { retryAfterSeconds: RETRY_AFTER_SECONDS });

/** Body -> deliveries -> streams, durable when `execute` resolves. */
@CommandHandler(ReceiveDeliveries)
export class ReceiveDeliveriesHandler implements ICommandHandler<ReceiveDeliveries> {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(DeliveryWriter) private readonly writer: DeliveryWriter,
    @Inject(Quarantine) private readonly quarantine: Quarantine,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(IngestMetrics) private readonly metrics: IngestMetrics,
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
      this.metrics.countRefused(source, 'unavailable');
      throw error;
    }
  }

  /** The room is given back when the log has answered, not when the sender has been: what still waits still takes memory. */
  #write({ source, bytes, receivedAt }: ReceiveDeliveries, deliveries: readonly ReceivedDelivery[]) {
    const { length } = deliveries;
    if (!this.admission.enter(bytes.length, length)) throw busy();
    const writing: Promise<readonly Written[]> = this.writer
      .writeAll(deliveries, { source, receivedAt })
      .finally(() => this.admission.leave(bytes.length, length));
    return withinTime(writing, this.settings.appendSeconds * 1000 + OUTAGE_MILLISECONDS, () => {
      return new StoreUnavailable(`the event log has not answered within ${this.settings.appendSeconds} s`);
    });
  }

  async #refuse(command: ReceiveDeliveries, { status, reason, errors }: BodyRefused): Promise<Problem> {
    this.metrics.countRefused(command.source, status === 413 ? 'too_large' : 'malformed');
    if (status === 400) await this.#keep(command, reason);
    return new Problem(status, reason, errors.length > 0 ? { errors } : {});
  }

  /** Whether or not it can be kept, the sender's answer is the same. */
  async #keep({ source, bytes, receivedAt }: ReceiveDeliveries, reason: string): Promise<void> {
    const kept = bytes.length;
    try {
      if (!this.admission.enter(kept, 1)) throw busy();
      const keeping = this.quarantine
        .keep({ source, bytes, reason, refusedAt: receivedAt })
        .finally(() => this.admission.leave(kept, 1));
      const id = await withinTime(keeping, QUARANTINE_MILLISECONDS, () => new Error('the event log does not answer'));
      this.metrics.countQuarantined('kept');
      this.logger.warn({ source, reason, bytes: bytes.length, quarantine: id }, 'body refused and kept in quarantine');
    } catch (error) {
      this.metrics.countQuarantined('failed');
      this.logger.error({ source, reason, bytes: bytes.length, err: error }, 'body refused, and it could not be kept');
    }
  }
}
