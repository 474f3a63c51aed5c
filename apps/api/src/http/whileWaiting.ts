import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from '#server';

/** A signal for long work: aborted when the client leaves before it has its answer, which is no error of ours. */
export const WhileWaiting = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const waiting = new AbortController();
  const left = (): void => waiting.abort(new Problem(503, 'The client has left.', { isLogged: true }));
  context.switchToHttp().getResponse<FastifyReply>().raw.once('close', left);
  return waiting.signal;
});
