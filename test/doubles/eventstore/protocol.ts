/** The generated messages and service definitions of the client's package, and conversions between these and the double's own types. */
import { Metadata, status, type ServerErrorResponse } from '@grpc/grpc-js';
import featuresMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js';
import featuresService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_grpc_pb.js';
import gossipMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_pb.js';
import gossipService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_grpc_pb.js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import statusMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import streamsService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import type { StoredRecord } from './serverLog.js';

export const { StreamsService } = streamsService;
export const { ServerFeaturesService } = featuresService;
export const { GossipService } = gossipService;
export { featuresMessages, gossipMessages, shared, statusMessages, streams };

/** 2^64-1, which the server sends when it does not know a position. */
export const UNKNOWN_POSITION = '18446744073709551615';
const TICKS_PER_MILLISECOND = 10_000n;

export const nameOf = (identifier: shared.StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

export const identifierOf = (name: string): shared.StreamIdentifier => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(name, 'utf8'));
  return identifier;
};

export const uuidOf = (uuid: shared.UUID | undefined): string => {
  if (uuid === undefined) throw new Error('a message without the id it must have');
  if (uuid.hasString()) return uuid.getString();
  const half = (bits: string | undefined): string =>
    BigInt.asUintN(64, BigInt(bits ?? 0))
      .toString(16)
      .padStart(16, '0');
  const structured = uuid.getStructured();
  const hex = half(structured?.getMostSignificantBits()) + half(structured?.getLeastSignificantBits());
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** Makes the message in which reads and subscriptions send a record. */
export const readEvent = (record: StoredRecord): streams.ReadResp => {
  const id = new shared.UUID();
  id.setString(record.id);
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(id);
  recorded.setStreamIdentifier(identifierOf(record.stream));
  recorded.setStreamRevision(String(record.revision));
  recorded.setCommitPosition(String(record.position));
  recorded.setPreparePosition(String(record.position));
  recorded.setData(record.data);
  recorded.setCustomMetadata(record.metadata);
  const system = recorded.getMetadataMap();
  system.set('type', record.type);
  system.set('content-type', record.contentType);
  system.set('created', String(BigInt(record.created) * TICKS_PER_MILLISECOND));
  const event = new streams.ReadResp.ReadEvent();
  event.setEvent(recorded);
  event.setCommitPosition(String(record.position));
  const response = new streams.ReadResp();
  response.setEvent(event);
  return response;
};

/** Makes the failure of a call. From `trailers` the client knows the type of its error. */
export const failure = (code: status, details: string, trailers: Record<string, string> = {}): ServerErrorResponse => {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
};

export const unavailable = (): ServerErrorResponse => failure(status.UNAVAILABLE, 'injected: unavailable');
export const notReady = (): ServerErrorResponse => failure(status.UNAVAILABLE, 'Server Is Not Ready');
export const accessDenied = (): ServerErrorResponse =>
  failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
export const streamDeleted = (name: string): ServerErrorResponse =>
  failure(status.FAILED_PRECONDITION, `Event stream '${name}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': name,
  });
export const NO_LEADER = 'No leader info available in response';
export const noLeader = (): ServerErrorResponse => failure(status.UNKNOWN, NO_LEADER);
export const notLeader = (port: number): ServerErrorResponse =>
  failure(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': '127.0.0.1',
    'leader-endpoint-port': String(port),
  });
