import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { streams } from './protocol.js';
import type { StoredRecord } from './serverLog.js';

/** A read or a subscription. Both have one request and many responses. */
export type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;
export type RecordFilter = (record: StoredRecord) => boolean;

/** Resolves when more can be written, or when the client has gone. */
export const flushed = async (call: ReadCall): Promise<void> => {
  const gone = new AbortController();
  const stop = (): void => gone.abort();
  call.once('cancelled', stop);
  call.once('close', stop);
  try {
    await once(call, 'drain', { signal: gone.signal });
  } catch {
    // The client has gone, so there is nothing to wait for.
  } finally {
    call.off('cancelled', stop);
    call.off('close', stop);
  }
};
