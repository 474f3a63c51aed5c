import type { Metadata, sendUnaryData, ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import {
  answerSingle,
  batchRequest,
  batchResponse,
  MAX_APPEND_BYTES,
  singleRequest,
  type Answer,
  type Append,
} from './appendAnswers.js';
import type { FaultSwitch } from './faults.js';
import { NO_LEADER, notLeader, unavailable, uuidOf, type streams } from './protocol.js';
import type { Rights } from './rights.js';
import type { ProposedEvent, ServerLog } from './serverLog.js';

type BatchCall = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;
type SingleCall = ServerReadableStream<streams.AppendReq, streams.AppendResp>;

const proposed = (
  message: streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage,
): ProposedEvent => ({
  id: uuidOf(message.getId()),
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? 'application/octet-stream',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

/** Handles both kinds of append calls: first the injected faults, then the checks, then the log's own decision. */
export class AppendCalls {
  readonly #inFlight = new Set<string>();
  readonly #calls = new Set<BatchCall>();

  constructor(
    private readonly log: ServerLog,
    private readonly faults: FaultSwitch,
    private readonly port: () => number,
    private readonly maxEventBytes: number | null,
    private readonly rights: Rights,
  ) {}

  /** One call with many appends, each answered when it is done. Current clients append in this way. */
  readonly batchAppend = (call: BatchCall): void => {
    const begun = new Map<string, { options: streams.BatchAppendReq.Options | undefined; events: ProposedEvent[] }>();
    this.#calls.add(call);
    call.on('data', (request: streams.BatchAppendReq) => {
      const correlation = uuidOf(request.getCorrelationId());
      const append = begun.get(correlation) ?? { options: request.getOptions(), events: [] };
      begun.set(correlation, append);
      append.events.push(...request.getProposedMessagesList().map(proposed));
      if (!request.getIsFinal()) return;
      begun.delete(correlation);
      this.#handle(call.metadata, batchRequest(append.options, append.events), (answer) =>
        this.#answerBatch(call, request, append.options, answer),
      );
    });
    const forget = (): void => void this.#calls.delete(call);
    call.on('end', () => call.end());
    call.on('close', forget);
    call.on('error', forget);
    call.on('cancelled', forget);
  };

  /** One call with one append. */
  readonly append = (call: SingleCall, callback: sendUnaryData<streams.AppendResp>): void => {
    let options: streams.AppendReq.Options | undefined;
    const events: ProposedEvent[] = [];
    call.on('data', (request: streams.AppendReq) => {
      const message = request.getProposedMessage();
      if (request.hasOptions()) options = request.getOptions();
      else if (message !== undefined) events.push(proposed(message));
    });
    call.on('end', () => {
      this.#handle(call.metadata, singleRequest(options, events), (answer) =>
        answerSingle(callback, options, answer, this.port()),
      );
    });
  };

  /** Ends all running batch calls, as a server does that stops or loses its connections. */
  disconnect(error: Error): void {
    for (const call of this.#calls) call.emit('error', error);
    this.#calls.clear();
  }

  #handle(caller: Metadata, append: Append, answer: (answer: Answer) => void): void {
    const { unavailable: isUnavailable, notReady, deposed, appendsRefusedBy } = this.faults.now;
    if (isUnavailable) {
      answer({ result: 'unavailable' });
      return;
    }
    const refusal = appendsRefusedBy ?? (notReady ? 'Server Is Not Ready' : deposed ? NO_LEADER : null);
    if (refusal !== null) {
      answer({ result: 'refused', text: refusal });
      return;
    }
    if (this.faults.take('notLeader')) {
      answer({ result: 'notLeader' });
      return;
    }
    if (!this.rights.allows('write', append.stream, caller)) {
      answer({ result: 'denied' });
      return;
    }
    if (append.events.reduce((sum, { data }) => sum + data.length, 0) > MAX_APPEND_BYTES) {
      answer({ result: 'tooLarge' });
      return;
    }
    const tooLarge = this.#tooLargeOf(append);
    if (tooLarge !== null) {
      answer(tooLarge);
      return;
    }
    const streamAndIds = [append.stream, ...append.events.map(({ id }) => id)].join('\n');
    if (this.#inFlight.has(streamAndIds)) {
      // As on the server, an append equal to one that is still being written is answered only at its deadline.
      setTimeout(() => answer({ result: 'deadline' }), Math.max(0, append.deadline - Date.now()));
      return;
    }
    this.#inFlight.add(streamAndIds);
    this.faults.run(() => {
      this.#inFlight.delete(streamAndIds);
      answer(this.#write(append));
    });
  }

  #tooLargeOf({ events }: Append): Answer | null {
    const limit = this.maxEventBytes;
    if (limit === null) return null;
    const sizeOf = ({ data, metadata }: ProposedEvent): number => data.length + metadata.length;
    const event = events.find((one) => sizeOf(one) > limit);
    return event === undefined ? null : { result: 'eventTooLarge', id: event.id, bytes: sizeOf(event), limit };
  }

  #write({ stream, expected, events }: Append): Answer {
    const outcome = this.log.append(stream, expected, events);
    const isLost = outcome.result === 'success' && this.faults.take('lostAcknowledgements');
    return isLost ? { result: 'lost', by: this.faults.now.acknowledgementsLostBy } : outcome;
  }

  #answerBatch(
    call: BatchCall,
    request: streams.BatchAppendReq,
    options: streams.BatchAppendReq.Options | undefined,
    answer: Answer,
  ): void {
    if (answer.result === 'unavailable') return void call.emit('error', unavailable());
    if (answer.result === 'notLeader') return void call.emit('error', notLeader(this.port()));
    if (answer.result === 'lost')
      return answer.by === 'disconnect' ? void call.emit('error', unavailable()) : undefined;
    const response = batchResponse(options, answer, this.faults.now.unknownPositions);
    response.setCorrelationId(request.getCorrelationId());
    if (!call.cancelled) call.write(response);
  }
}
