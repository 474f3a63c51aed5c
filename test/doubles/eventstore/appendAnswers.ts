import { status, type sendUnaryData, type ServerErrorResponse } from '@grpc/grpc-js';
import anyMessages from 'google-protobuf/google/protobuf/any_pb.js';
import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js';
import {
  accessDenied,
  failure,
  nameOf,
  notLeader,
  shared,
  statusMessages,
  streamDeleted,
  streams,
  unavailable,
  UNKNOWN_POSITION,
} from './protocol.js';
import type { AppendOutcome, Expected, ProposedEvent } from './serverLog.js';

export interface Append {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly ProposedEvent[];
  /** The time until which the client waits for an answer, in milliseconds since 1970. */
  readonly deadline: number;
}

/** What the double answers to an append. `lost`: the append was written, but its acknowledgement does not arrive. */
export type Answer =
  | AppendOutcome
  | { readonly result: 'denied' }
  | { readonly result: 'tooLarge' }
  | { readonly result: 'eventTooLarge'; readonly id: string; readonly bytes: number; readonly limit: number }
  | { readonly result: 'deadline' }
  | { readonly result: 'refused'; readonly text: string }
  | { readonly result: 'notLeader' }
  | { readonly result: 'unavailable' }
  | { readonly result: 'lost'; readonly by: 'silence' | 'disconnect' };

/** The server's default MaxAppendSize. It limits the data of a whole append; metadata does not count. */
export const MAX_APPEND_BYTES = 1024 * 1024;
const DEFAULT_DEADLINE_MS = 10_000;

export const batchRequest = (
  options: streams.BatchAppendReq.Options | undefined,
  events: readonly ProposedEvent[],
): Append => ({
  stream: nameOf(options?.getStreamIdentifier()),
  expected:
    options === undefined || options.hasAny()
      ? 'any'
      : options.hasNoStream()
        ? 'none'
        : options.hasStreamExists()
          ? 'exists'
          : Number(options.getStreamPosition()),
  events,
  deadline: options?.getDeadline21100()?.toDate().getTime() ?? Date.now() + DEFAULT_DEADLINE_MS,
});

export const singleRequest = (
  options: streams.AppendReq.Options | undefined,
  events: readonly ProposedEvent[],
): Append => ({
  stream: nameOf(options?.getStreamIdentifier()),
  expected:
    options === undefined || options.hasAny()
      ? 'any'
      : options.hasNoStream()
        ? 'none'
        : options.hasStreamExists()
          ? 'exists'
          : Number(options.getRevision()),
  events,
  deadline: Date.now() + DEFAULT_DEADLINE_MS,
});

/** Makes the answer to one append of a batch call. The caller adds the correlation id. */
export const batchResponse = (
  options: streams.BatchAppendReq.Options | undefined,
  answer: Exclude<Answer, { result: 'lost' | 'unavailable' | 'notLeader' }>,
  unknownPosition: boolean,
): streams.BatchAppendResp => {
  const response = new streams.BatchAppendResp();
  response.setStreamIdentifier(options?.getStreamIdentifier());
  if (answer.result !== 'success') {
    response.setError(batchError(answer, options));
    return response;
  }
  const success = new streams.BatchAppendResp.Success();
  const position = new shared.AllStreamPosition();
  const at = unknownPosition ? UNKNOWN_POSITION : String(answer.position);
  position.setCommitPosition(at);
  position.setPreparePosition(at);
  success.setCurrentRevision(String(answer.revision));
  success.setPosition(position);
  response.setSuccess(success);
  return response;
};

type BatchRefusal = Exclude<Answer, { result: 'success' | 'lost' | 'unavailable' | 'notLeader' }>;

/** The server puts the error into the details of the status; the status's message is often empty. */
const batchError = (
  answer: BatchRefusal,
  options: streams.BatchAppendReq.Options | undefined,
): statusMessages.Status => {
  const details = new anyMessages.Any();
  const error = new statusMessages.Status();
  switch (answer.result) {
    case 'wrongVersion':
      details.pack(wrongVersion(answer.current, options).serializeBinary(), 'event_store.client.WrongExpectedVersion');
      break;
    case 'tombstoned': {
      const deleted = new shared.StreamDeleted();
      deleted.setStreamIdentifier(options?.getStreamIdentifier());
      details.pack(deleted.serializeBinary(), 'event_store.client.StreamDeleted');
      break;
    }
    case 'tooLarge': {
      const exceeded = new shared.MaximumAppendSizeExceeded();
      exceeded.setMaxappendsize(MAX_APPEND_BYTES);
      details.pack(exceeded.serializeBinary(), 'event_store.client.MaximumAppendSizeExceeded');
      break;
    }
    case 'denied':
      details.pack(new shared.AccessDenied().serializeBinary(), 'event_store.client.AccessDenied');
      break;
    case 'eventTooLarge':
      error.setMessage('MaximumAppendEventSizeExceeded');
      details.pack(new emptyMessages.Empty().serializeBinary(), 'google.protobuf.Empty');
      break;
    case 'deadline':
      details.pack(new shared.Timeout().serializeBinary(), 'event_store.client.Timeout');
      break;
    case 'refused':
      error.setMessage(answer.text);
      details.pack(new emptyMessages.Empty().serializeBinary(), 'google.protobuf.Empty');
      break;
  }
  error.setDetails(details);
  return error;
};

const wrongVersion = (
  current: number | null,
  options: streams.BatchAppendReq.Options | undefined,
): shared.WrongExpectedVersion => {
  const wrong = new shared.WrongExpectedVersion();
  if (current === null) wrong.setCurrentNoStream(new emptyMessages.Empty());
  else wrong.setCurrentStreamRevision(String(current));
  const { expected } = batchRequest(options, []);
  if (expected === 'any') wrong.setExpectedAny(new emptyMessages.Empty());
  else if (expected === 'none') wrong.setExpectedNoStream(new emptyMessages.Empty());
  else if (expected === 'exists') wrong.setExpectedStreamExists(new emptyMessages.Empty());
  else wrong.setExpectedStreamPosition(String(expected));
  return wrong;
};

export const answerSingle = (
  callback: sendUnaryData<streams.AppendResp>,
  options: streams.AppendReq.Options | undefined,
  answer: Answer,
  port: number,
): void => {
  const response = new streams.AppendResp();
  if (answer.result === 'success') response.setSuccess(singleSuccess(answer.revision, answer.position));
  else if (answer.result === 'wrongVersion') response.setWrongExpectedVersion(singleConflict(answer.current, options));
  else {
    const error = singleFailure(answer, nameOf(options?.getStreamIdentifier()), port);
    if (error !== null) callback(error);
    return;
  }
  callback(null, response);
};

const singleSuccess = (revision: number, at: number): streams.AppendResp.Success => {
  const position = new streams.AppendResp.Position();
  position.setCommitPosition(String(at));
  position.setPreparePosition(String(at));
  const success = new streams.AppendResp.Success();
  success.setCurrentRevision(String(revision));
  success.setPosition(position);
  return success;
};

const singleConflict = (
  current: number | null,
  options: streams.AppendReq.Options | undefined,
): streams.AppendResp.WrongExpectedVersion => {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current === null) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(current));
  const { expected } = singleRequest(options, []);
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === 'none') wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === 'exists') wrong.setExpectedStreamExists(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  return wrong;
};

/** The failure of a call that is one append; null when no answer is sent at all. */
const singleFailure = (
  answer: Exclude<Answer, { result: 'success' | 'wrongVersion' }>,
  stream: string,
  port: number,
): ServerErrorResponse | null => {
  switch (answer.result) {
    case 'tombstoned':
      return streamDeleted(stream);
    case 'denied':
      return accessDenied();
    case 'notLeader':
      return notLeader(port);
    case 'refused':
      return failure(status.UNAVAILABLE, answer.text);
    case 'unavailable':
      return unavailable();
    case 'deadline':
      return failure(status.DEADLINE_EXCEEDED, 'Operation timed out');
    case 'lost':
      return answer.by === 'disconnect' ? unavailable() : null;
    case 'eventTooLarge':
      return failure(
        status.INVALID_ARGUMENT,
        `Event with Id: ${answer.id}, Size: ${answer.bytes}, exceeds Maximum Append Event Size of ${answer.limit}.`,
      );
    case 'tooLarge':
      return failure(status.INVALID_ARGUMENT, 'Maximum Append Size Exceeded.', {
        exception: 'maximum-append-size-exceeded',
        'maximum-append-size': String(MAX_APPEND_BYTES),
      });
  }
};
