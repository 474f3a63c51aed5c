import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyContextConfig, FastifyInstance } from 'fastify';
import { CLOCK, type BodyRouteConfig, type Clock } from '#server';
import { IngestMetrics } from './ingestMetrics.js';
import { ReceiveDeliveriesHandler } from './receiveDeliveries.js';
import { MAX_REQUEST_BYTES, WebhookGate, type WebhookRequest } from './webhookGate.js';

const BODY: BodyRouteConfig & FastifyContextConfig = { rawBody: true, maxBodyBytes: MAX_REQUEST_BYTES };

/**
 * Where the platform posts its events. A route of Fastify and no controller of Nest, whose guards, pipes and interceptors would be gone
 * through for each delivery and do nothing for it (docs/decisions/0062-the-webhook-route-is-fastifys.md).
 */
@Injectable()
export class WebhookRoute implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(WebhookGate) private readonly gate: WebhookGate,
    @Inject(ReceiveDeliveriesHandler) private readonly receiver: ReceiveDeliveriesHandler,
    @Inject(IngestMetrics) private readonly metrics: IngestMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance<FastifyInstance>().route<{ Params: { source: string } }>({
      method: 'POST',
      url: '/webhooks/:source',
      config: BODY,
      onRequest: (request, _reply, done) => done(this.gate.refuse(request)),
      handler: async (request, reply) => {
        await this.#receive(request);
        return reply.code(204).send();
      },
      onResponse: (_request, reply, done) => {
        this.metrics.observeAnswer(reply.elapsedTime / 1000);
        done();
      },
    });
  }

  /** Resolves once everything in the body is durable. A request without a body has none; with one, it is a Buffer (`rawBody`). */
  #receive({ params, body }: WebhookRequest): Promise<void> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    return this.receiver.execute({ source: params.source, bytes, receivedAt: new Date(this.clock()).toISOString() });
  }
}
