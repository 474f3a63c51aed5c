import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { foreignBody, Problem, unsupportedBody, WEBHOOK_SOURCES, type WebhookSources } from '#server';
import { SOURCE_NAME_RULE } from '#settings';
import { Admission } from './admission.js';
import { IngestMetrics, type WebhookResult } from './ingestMetrics.js';
import { refuseForRoom } from './receiveDeliveries.js';

export const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

const UNKNOWN_SOURCE = `There is no such source. Its name, the last part of the address, takes ${SOURCE_NAME_RULE}; which ones are configured stands in the log.`;

interface Refusal {
  readonly result: WebhookResult;
  readonly problem: Problem;
}

const refusal = (result: WebhookResult, status: number, detail: string): Refusal => ({
  result,
  problem: new Problem(status, detail, status === 401 ? { challenge: 'Webhook' } : {}),
});

export type WebhookRequest = FastifyRequest<{ Params: { source: string } }>;

/** What can be refused before a body is read: an unknown sender must not make this process read 16 MiB. */
@Injectable()
export class WebhookGate {
  constructor(
    @Inject(WEBHOOK_SOURCES) private readonly sources: WebhookSources,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(IngestMetrics) private readonly metrics: IngestMetrics,
  ) {}

  /** Why the request is refused, counted; undefined where its body may be read. */
  refuse(request: WebhookRequest): Problem | undefined {
    const refused = this.#refuse(request);
    if (refused === null) return undefined;
    this.metrics.countRefused(request.params.source, refused.result);
    return refused.problem;
  }

  #refuse({ params, headers }: WebhookRequest): Refusal | null {
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
