import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { CLOCK, OpenRoute, type Clock } from '#server';
import { ReceiveDeliveries } from './receiveDeliveries.js';
import { WEBHOOK_ROUTE, type GatedRequest } from './webhookGate.js';

/** Where the platform posts its events (api.md 2). */
@OpenRoute()
@Controller('webhooks')
export class WebhooksController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** 204 once everything in the body is durable. The body is a Buffer, always: WEBHOOK_ROUTE says so, and 415 comes before. */
  @Post(':source')
  @RouteConfig(WEBHOOK_ROUTE)
  async receive(@Req() { params, body }: GatedRequest, @Res() reply: FastifyReply): Promise<void> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    await this.commands.execute(new ReceiveDeliveries(params.source, bytes, new Date(this.clock()).toISOString()));
    await reply.code(204).send();
  }
}
