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

  /** 200 when the process can do its work, else 503; says what is not well. */
  @Get('ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const { ready, checks } = await this.health.run();
    await reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks });
  }
}
