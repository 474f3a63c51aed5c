import 'reflect-metadata';
import { Module, type DynamicModule, type NestApplicationOptions, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import cookies from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { refuseOtherMethods } from './http/allowedMethods.js';
import { installBodyParser } from './http/bodyParser.js';
import { answerBrokenHttp } from './http/brokenHttp.js';
import { foreignRequest } from './http/hostGuard.js';
import { Problem } from './http/problem.js';
import { keepOutOfCaches, sendSecurityHeaders } from './http/securityHeaders.js';
import { cutOffSlowReaders } from './http/slowReaders.js';
import { auditAdminActions } from './security/auditAdmin.js';
import { answerProblem } from './http/problem.filter.js';
import { NestLogger } from './logging/nestLogger.js';
import { measureRequests } from './metrics/measureRequests.js';
import { ServerModule, type ServerParts } from './server.module.js';

const BODY_LIMIT_BYTES = 64 * 1024;
const LONGEST_ROUTE_PARAMETER = 16_384;
/** A sender that takes longer for one request, or for its head, is cut off. */
const REQUEST_TIMEOUT_MILLISECONDS = 60_000;
const HEAD_TIMEOUT_MILLISECONDS = 20_000;
const LOOK_FOR_SLOW_SENDERS_MILLISECONDS = 5_000;

/** The process's own modules, beside what all processes share. */
@Module({})
class ProcessModule {
  static of(rootModule: Type | DynamicModule, parts: ServerParts): DynamicModule {
    return { module: ProcessModule, imports: [ServerModule.with(parts), rootModule] };
  }
}

const requestIds = (): (() => string) => {
  const prefix = Math.random().toString(36).slice(2, 6);
  let count = 0;
  return () => `${prefix}-${(++count).toString(36)}`;
};

const createAdapter = ({ logger, settings }: ServerParts): FastifyAdapter =>
  new FastifyAdapter({
    skipMiddie: true, // nobody uses middleware: it would cost every request
    logger: false,
    genReqId: requestIds(),
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: settings.trustedProxies.length === 0 ? false : [...settings.trustedProxies],
    requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
    http: {
      headersTimeout: HEAD_TIMEOUT_MILLISECONDS,
      connectionsCheckingInterval: LOOK_FOR_SLOW_SENDERS_MILLISECONDS,
    },
    // what still comes over a connection while this process stops is answered like everything else, and then the connection is closed:
    // a delivery that was refused might never be sent again
    return503OnClosing: false,
    routerOptions: { maxParamLength: LONGEST_ROUTE_PARAMETER },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      answerProblem(logger, error, request, reply),
    clientErrorHandler: answerBrokenHttp,
  });

/**
 * The Nest application around a root module, on Fastify, not listening yet. Its providers get what tokens.ts names.
 * `prepare` is called before it listens (API documents and the like).
 */
export const createServer = async (
  rootModule: Type | DynamicModule,
  parts: ServerParts,
  prepare?: (app: NestFastifyApplication) => void,
): Promise<NestFastifyApplication> => {
  const adapter = createAdapter(parts);
  const root = ProcessModule.of(rootModule, parts);
  const logger = new NestLogger(parts.logger);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest types its options as a class and takes a literal
  const options: NestApplicationOptions = { bodyParser: false, logger, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, options);
  const fastify = adapter.getInstance();
  sendSecurityHeaders(fastify);
  keepOutOfCaches(fastify);
  cutOffSlowReaders(fastify);
  auditAdminActions(fastify, parts.logger);
  measureRequests(fastify, parts.metrics);
  await app.register(cookies);
  await app.register(rateLimit, { global: false });
  installBodyParser(fastify);
  refuseOtherMethods(fastify);
  if (parts.keyFiles.apiKeys.isOpen || parts.keyFiles.webhookSources.isOpen) {
    const reasonAgainst = foreignRequest(parts.settings.host);
    fastify.addHook('onRequest', (request, _reply, done) => {
      const reason = reasonAgainst(request.raw);
      done(
        reason === null
          ? undefined
          : new Problem(403, `Refused, because this service is open to its own machine only: ${reason}.`),
      );
    });
  }
  prepare?.(app);
  return app;
};
