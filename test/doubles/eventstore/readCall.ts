import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { streams } from './protocol.js';
import type { StoredRecord } from './serverLog.js';

/** A read or a subscription: one request, many responses. */
export type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;
export type RecordFilter = (record: StoredRecord) => boolean;

/** Resolves once more may be written, or nobody is there to read it. */
export const flushed = async (call: ReadCall): Promise<void> => {
  const gone = new AbortController();
  const stop = (): void => gone.abort();
  call.once('cancelled', stop);
  call.once('close', stop);
  try {
    await once(call, 'drain', { signal: gone.signal });
  } catch {
    // the client has gone
  } finally {
    call.off('cancelled', stop);
    call.off('close', stop);
  }
};
