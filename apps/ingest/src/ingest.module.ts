import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { EventLog } from '#ports';
import { EVENT_LOG, HEALTH, LOGGER, METRICS, SETTINGS, type HealthChecks, type Logger } from '#server';
import type { Settings } from '#settings';
import { Admission } from './admission.js';
import { DeliveryWriter } from './deliveryWriter.js';
import { IngestMetrics } from './ingestMetrics.js';
import { GuardedLog } from './outage/guardedLog.js';
import { openGuardedLog } from './outage/openGuardedLog.js';
import { Quarantine } from './quarantine.js';
import { ReceiveDeliveriesHandler } from './receiveDeliveries.js';
import { WebhookGate } from './webhookGate.js';
import { WebhookRoute } from './webhookRoute.js';

/** Webhook -> event log. Needs EVENT_LOG, SETTINGS, LOGGER, CLOCK, METRICS and WEBHOOK_SOURCES from the process it runs in. */
@Module({
  providers: [
    {
      provide: Admission,
      inject: [SETTINGS, LOGGER],
      useFactory: ({ ingestQueueLimit, ingestQueueBytes }: Settings, logger: Logger) =>
        new Admission(
          { events: ingestQueueLimit, bytes: ingestQueueBytes },
          {
            onFull: () => logger.warn('too much waits for the event log: deliveries are refused'),
            onRoom: (refused) => logger.info({ refused }, 'there is room again for what waits for the event log'),
          },
        ),
    },
    {
      provide: IngestMetrics,
      inject: [METRICS, Admission],
      useFactory: (registry: Registry, admission: Admission) => new IngestMetrics(registry, admission),
    },
    {
      provide: GuardedLog,
      inject: [EVENT_LOG, SETTINGS, LOGGER, IngestMetrics],
      useFactory: openGuardedLog,
    },
    {
      provide: DeliveryWriter,
      inject: [GuardedLog, IngestMetrics, LOGGER],
      useFactory: (log: GuardedLog, metrics: IngestMetrics, logger: Logger) =>
        new DeliveryWriter({
          log,
          onAppended: (seconds) => metrics.observeAppend(seconds),
          onDeleted: ({ message }) => logger.warn(`a delivery is kept in the stream of its source: ${message}`),
        }),
    },
    {
      provide: Quarantine,
      inject: [EVENT_LOG, GuardedLog],
      useFactory: (log: EventLog, into: GuardedLog) => new Quarantine(log, into),
    },
    {
      provide: ReceiveDeliveriesHandler,
      inject: [SETTINGS, LOGGER, DeliveryWriter, Quarantine, Admission, IngestMetrics, GuardedLog],
      useFactory: (...parts: ConstructorParameters<typeof ReceiveDeliveriesHandler>) =>
        new ReceiveDeliveriesHandler(...parts),
    },
    WebhookGate,
    WebhookRoute,
  ],
})
export class IngestModule implements OnModuleInit {
  constructor(
    @Inject(HEALTH) private readonly health: HealthChecks,
    @Inject(GuardedLog) private readonly log: GuardedLog,
  ) {}

  /** In the place of the check all processes have: with a spool, work goes on while the log is away. */
  onModuleInit(): void {
    this.health.add('eventLog', () => this.log.check());
  }
}
