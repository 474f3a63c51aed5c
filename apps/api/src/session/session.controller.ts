import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, type Registry } from 'prom-client';
import {
  clearSessionCookie,
  CurrentViewer,
  LOGGER,
  METRICS,
  OpenRoute,
  Problem,
  SESSIONS,
  setSessionCookie,
  SETTINGS,
  SIGN_IN_RATE,
  VIEWERS,
  type Logger,
  type Sessions,
  type Viewer,
  type Viewers,
} from '#server';
import type { Settings } from '#settings';
import { ReadRoute } from '../http/readRoute.js';
import { Answers, AnswersNothing, TakesKey } from '../openapi/operation.js';
import { readKey } from './signInBody.js';
import { BUILD } from './build.js';
import type { SessionAnswer } from './sessionAnswer.js';

/** Signing in and out, for browsers (docs/security.md#sessions). */
@ApiTags('session')
@ReadRoute()
@Controller('v1/session')
export class SessionController {
  readonly #signIns: Counter<'outcome'>;

  constructor(
    @Inject(SESSIONS) private readonly sessions: Sessions,
    @Inject(VIEWERS) private readonly viewers: Viewers,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) metrics: Registry,
  ) {
    this.#signIns = new Counter({
      name: 'sign_ins_total',
      help: 'Tries to sign in, by outcome (signed_in, refused)',
      labelNames: ['outcome'],
      registers: [metrics],
    });
  }

  @Post()
  @HttpCode(204)
  @OpenRoute()
  @RouteConfig({ rateLimit: SIGN_IN_RATE })
  @TakesKey()
  @AnswersNothing('Signs in: sets a cookie that stands for the key', [400, 401, 429])
  signIn(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    const key = readKey(body);
    if (this.viewers.isOpen) return;
    const begun = this.sessions.begin(key);
    this.#signIns.inc({ outcome: begun === null ? 'refused' : 'signed_in' });
    this.logger.info(
      { audit: 'sign_in', key: begun?.viewer.name ?? null, address: request.ip },
      begun === null ? 'a sign-in was refused' : 'signed in',
    );
    if (begun === null) throw new Problem(401, 'This API key is not known.', { challenge: 'Bearer' });
    setSessionCookie(reply, begun.text, this.settings);
  }

  @Get()
  @Answers('Session', { summary: 'Who asks, and what a client has to know of the instance', refuses: [] })
  getSession(@CurrentViewer() { name, role, projects, sources }: Viewer): SessionAnswer {
    const { graceSeconds, staleSeconds } = this.settings;
    return {
      name,
      role,
      open: this.viewers.isOpen,
      projects: projects ?? null,
      sources: sources ?? null,
      version: BUILD,
      graceSeconds,
      staleSeconds,
    };
  }

  @Delete()
  @HttpCode(204)
  @AnswersNothing('Signs out: takes the cookie away', [403])
  signOut(@Res({ passthrough: true }) reply: FastifyReply): void {
    clearSessionCookie(reply, this.settings);
  }
}
