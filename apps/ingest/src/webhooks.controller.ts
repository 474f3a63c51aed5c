import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { CLOCK, OpenRoute, type Clock } from '#server';
import { ReceiveDeliveriesHandler } from './receiveDeliveries.js';
import { WEBHOOK_ROUTE, type GatedRequest } from './webhookGate.js';

/** Where the platform posts its events. */
@OpenRoute()
@Controller('webhooks')
export class WebhooksController {
  constructor(
    @Inject(ReceiveDeliveriesHandler) private readonly receiver: ReceiveDeliveriesHandler,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** 204 once everything in the body is durable. The body is a Buffer, always: WEBHOOK_ROUTE says so, and 415 comes before. */
  @Post(':source')
  @RouteConfig(WEBHOOK_ROUTE)
  async receive(@Req() { params, body }: GatedRequest, @Res() reply: FastifyReply): Promise<void> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const receivedAt = new Date(this.clock()).toISOString();
    // the handler itself, not Nest's bus: a hop for each delivery would cost measurable time
    await this.receiver.execute({ source: params.source, bytes, receivedAt });
    await reply.code(204).send();
  }
}
