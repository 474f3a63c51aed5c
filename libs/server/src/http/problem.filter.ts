import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logging/logger.js';
import { LOGGER } from '../tokens.js';
import { PROBLEM_TYPE, problemBody, toProblem } from './problem.js';

/** Logged by route, never by address: addresses hold numbers of contacts. */
const logFailure = (logger: Logger, error: unknown, request: FastifyRequest, status: number): void => {
  const line = { requestId: request.id, method: request.method, route: request.routeOptions.url ?? null, status };
  if (status === 503)
    logger.warn({ ...line, reason: error instanceof Error ? error.message : String(error) }, 'unavailable');
  else logger.error({ ...line, err: error }, 'request failed');
};

/** Answers any error as problem+json (RFC 9457); logs those that are ours. */
export const answerProblem = (logger: Logger, error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const problem = toProblem(error);
  if (problem.status >= 500 && !problem.isLogged) logFailure(logger, error, request, problem.status);
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy(); // a stream broke off in the middle: the receiver must not take it for whole
    return;
  }
  if (problem.retryAfterSeconds !== undefined) void reply.header('retry-after', problem.retryAfterSeconds);
  if (problem.challenge !== undefined) void reply.header('www-authenticate', problem.challenge);
  if (problem.allow !== undefined) void reply.header('allow', problem.allow.join(', '));
  void reply.code(problem.status).header('content-type', PROBLEM_TYPE).send(problemBody(problem, request.id));
};

/** The one exception filter of every process. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerProblem(this.logger, error, http.getRequest(), http.getResponse());
  }
}
