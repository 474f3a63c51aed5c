import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Registry } from 'prom-client';
import type { EventLog } from '#ports';
import { EVENT_LOG, METRICS, SETTINGS, type Settings } from '#server';
import { Admission } from './admission.js';
import { DeliveryWriter } from './deliveryWriter.js';
import { IngestMetrics } from './ingestMetrics.js';
import { Quarantine } from './quarantine.js';
import { ReceiveDeliveriesHandler } from './receiveDeliveries.js';
import { WebhookGate } from './webhookGate.js';
import { WebhooksController } from './webhooks.controller.js';

/** Webhook -> event log. Needs EVENT_LOG, SETTINGS, LOGGER, CLOCK, METRICS and WEBHOOK_SOURCES from the process it runs in. */
@Module({
  imports: [CqrsModule],
  controllers: [WebhooksController],
  providers: [
    {
      provide: Admission,
      inject: [SETTINGS],
      useFactory: ({ ingestQueueLimit, ingestQueueBytes }: Settings) =>
        new Admission({ events: ingestQueueLimit, bytes: ingestQueueBytes }),
    },
    {
      provide: IngestMetrics,
      inject: [METRICS, Admission],
      useFactory: (registry: Registry, admission: Admission) => new IngestMetrics(registry, admission),
    },
    {
      provide: DeliveryWriter,
      inject: [EVENT_LOG, IngestMetrics],
      useFactory: (log: EventLog, metrics: IngestMetrics) =>
        new DeliveryWriter({ log, onAppended: (seconds) => metrics.observeAppend(seconds) }),
    },
    { provide: Quarantine, inject: [EVENT_LOG], useFactory: (log: EventLog) => new Quarantine(log) },
    ReceiveDeliveriesHandler,
    WebhookGate,
  ],
})
export class IngestModule {}
