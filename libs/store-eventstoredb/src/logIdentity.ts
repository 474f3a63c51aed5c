import { randomUUID } from 'node:crypto';
import { jsonEvent, NO_STREAM } from '@kurrent/kurrentdb-client';
import { conflictOf, isStreamMissing } from './clientErrors.js';
import type { Connection } from './connection.js';

/** The first event of this stream holds the log's identity. Without it the log gets a new identity, and no checkpoint belongs to it any more. */
const IDENTITY_STREAM = 'call-analytics-log';

/**
 * Reads the identity of this log, and gives it one if it has none. If several processes do this at once, one of them writes and all of them
 * get the same identity.
 */
export const readOrGiveIdentity = async (connection: Connection): Promise<string> => {
  const given = await readIdentity(connection);
  if (given !== null) return given;
  const identity = randomUUID();
  const event = jsonEvent({ type: 'LogNamed', data: { identity }, metadata: { schemaVersion: 1 } });
  const isMine = await connection.send('naming the event log', async (client) => {
    try {
      await client.appendToStream(IDENTITY_STREAM, event, { streamState: NO_STREAM });
      return true;
    } catch (error) {
      if (conflictOf(error) === null) throw error;
      return false;
    }
  });
  if (isMine) return identity;
  const theirs = await readIdentity(connection);
  if (theirs === null) throw new Error(`stream ${IDENTITY_STREAM} exists and cannot be read`);
  return theirs;
};

/** The identity of this log; null where it has none yet. */
export const readIdentity = (connection: Connection): Promise<string | null> =>
  connection.read('reading the identity of the event log', async (client, readAs) => {
    try {
      for await (const { event } of client.readStream(IDENTITY_STREAM, { ...readAs, maxCount: 1 })) {
        const identity = (event?.data as { identity?: unknown } | undefined)?.identity;
        if (typeof identity !== 'string') throw new Error(`the first event of ${IDENTITY_STREAM} holds no identity`);
        return identity;
      }
      return null;
    } catch (error) {
      if (isStreamMissing(error)) return null;
      throw error;
    }
  });
