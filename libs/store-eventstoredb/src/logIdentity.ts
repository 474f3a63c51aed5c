import { randomUUID } from 'node:crypto';
import { jsonEvent, NO_STREAM } from '@kurrent/kurrentdb-client';
import { conflictOf, isStreamMissing } from './clientErrors.js';
import type { Connection } from './connection.js';

/** Holds the log's name as its first event. Deleting it makes another log of it, for all checkpoints. */
const IDENTITY_STREAM = 'call-analytics-log';

/** The name of this log, given to it now when it has none: of several who try at once, one writes and all read the same. */
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

const readIdentity = (connection: Connection): Promise<string | null> =>
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
