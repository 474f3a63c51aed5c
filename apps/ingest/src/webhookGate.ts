import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import {
  foreignBody,
  Problem,
  unsupportedBody,
  WEBHOOK_SOURCES,
  type BodyRouteConfig,
  type WebhookSources,
} from '#server';
import { SOURCE_NAME_RULE } from '#settings';
import { Admission } from './admission.js';
import { IngestMetrics, type WebhookResult } from './ingestMetrics.js';
import { refuseForRoom } from './receiveDeliveries.js';

const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/** The webhook route's own settings: its body comes as bytes, and the gate stands before it. */
export const WEBHOOK_ROUTE = {
  rawBody: true,
  maxBodyBytes: MAX_REQUEST_BYTES,
  behindGate: true,
} as const satisfies BodyRouteConfig & { readonly behindGate: true };

const UNKNOWN_SOURCE = `There is no such source. Its name, the last part of the address, takes ${SOURCE_NAME_RULE}; which ones are configured stands in the log.`;

interface Refusal {
  readonly result: WebhookResult;
  readonly problem: Problem;
}

const refusal = (result: WebhookResult, status: number, detail: string): Refusal => ({
  result,
  problem: new Problem(status, detail, status === 401 ? { challenge: 'Webhook' } : {}),
});

export type GatedRequest = FastifyRequest<{ Params: { source: string } }>;

/** What can be refused before a body is read: an unknown sender must not make this process read 16 MiB. */
@Injectable()
export class WebhookGate {
  constructor(
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(WEBHOOK_SOURCES) private readonly sources: WebhookSources,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(IngestMetrics) private readonly metrics: IngestMetrics,
  ) {
    // Nest makes its routes after its providers: none escapes.
    host.httpAdapter.getInstance<FastifyInstance>().addHook('onRoute', (route) => {
      if ((route.config as { behindGate?: boolean } | undefined)?.behindGate === true) this.#guard(route);
    });
  }

  #guard(route: RouteOptions): void {
    route.onRequest = (request, _reply, done) => {
      const refused = this.#refuse(request as GatedRequest);
      if (refused !== null) this.metrics.countRefused((request as GatedRequest).params.source, refused.result);
      done(refused?.problem);
    };
    route.onResponse = (_request, reply, done) => {
      this.metrics.observeAnswer(reply.elapsedTime / 1000);
      done();
    };
  }

  #refuse({ params, headers }: GatedRequest): Refusal | null {
    const sender = this.sources.check(params.source, headers);
    if (sender === 'unknown') return refusal('unknown_source', 404, UNKNOWN_SOURCE);
    if (sender === 'wrong secret') {
      return refusal('wrong_secret', 401, 'The header that marks this source is missing or wrong.');
    }
    const foreign = foreignBody(headers);
    if (foreign !== null) {
      const result = foreign === 'encoding' ? 'encoded' : 'not_json_type';
      return { result, problem: unsupportedBody(foreign, headers) };
    }
    const bytes = Number(headers['content-length'] ?? 0);
    if (bytes > MAX_REQUEST_BYTES) {
      return refusal('too_large', 413, `A request may have up to ${MAX_REQUEST_BYTES} bytes.`);
    }
    return this.admission.hasRoomFor(bytes) ? null : { result: 'unavailable', problem: refuseForRoom(this.admission) };
  }
}
