import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { OpenRoute } from '../security/openRoute.js';
import { HEALTH } from '../tokens.js';
import type { HealthChecks } from './healthChecks.js';

@OpenRoute()
@Controller('health')
export class HealthController {
  constructor(@Inject(HEALTH) private readonly health: HealthChecks) {}

  /** The process runs and answers. */
  @Get('live')
  live(): { status: string } {
    return { status: 'live' };
  }

  /** 200 when the process can do its work (`degraded`: though not as it should), else 503; says what is not well. */
  @Get('ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const readiness = await this.health.run();
    await reply.code(readiness.status === 'not ready' ? 503 : 200).send(readiness);
  }
}
