import { BACKWARDS, END, jsonEvent, NO_STREAM } from '@kurrent/kurrentdb-client';
import type { JsonObject } from '#domain';
import { RevisionConflict } from '#ports';
import { conflictOf, isStreamMissing } from './clientErrors.js';
import { Connection } from './connection.js';
import { defaultRightsFor, rightsToReadAllFor } from './rights.js';

export interface GrantRightsOptions {
  /** The event log's URL, with an administrator's user and password. */
  readonly url: string;
  /** The group that the product's user belongs to. */
  readonly group: string;
  /** Only returns the changes and writes nothing. */
  readonly dryRun: boolean;
}

/** A change of one of the server's own streams: the data of its last event (null: the stream has none) and of the event that replaces it. */
export interface RightsChange {
  readonly stream: string;
  readonly before: JsonObject | null;
  readonly after: JsonObject;
}

interface SystemStream {
  readonly stream: string;
  readonly type: string;
  readonly withRights: (data: JsonObject | null, group: string) => JsonObject;
}

/** The metadata of $all, and the settings with the default rights of all streams (docs/eventstoredb.md#users-and-rights). */
const SYSTEM_STREAMS: readonly SystemStream[] = [
  { stream: '$$$all', type: '$metadata', withRights: rightsToReadAllFor },
  { stream: '$settings', type: 'update-default-acl', withRights: defaultRightsFor },
];

const CALL_MS = 10_000;

/**
 * Allows a group to follow the log and to read and write its streams, and closes these to other users. Everything else in the two system
 * streams stays as it is.
 * @returns the changes that were made or, under `dryRun`, would be made; empty when the rights are there already
 * @throws StoreUnavailable the server cannot be reached, or the user may not change rights
 * @throws RevisionConflict somebody else changed the same stream meanwhile; changes made before that stay, and calling again is safe
 */
export const grantRights = async ({ url, group, dryRun }: GrantRightsOptions): Promise<readonly RightsChange[]> => {
  const connection = new Connection(url, CALL_MS);
  try {
    const changes: RightsChange[] = [];
    for (const { stream, type, withRights } of SYSTEM_STREAMS) {
      const { data: before, revision } = await readLast(connection, stream);
      const after = withRights(before, group);
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      if (!dryRun) await append(connection, stream, type, after, revision);
      changes.push({ stream, before, after });
    }
    return changes;
  } finally {
    await connection.close();
  }
};

interface LastEvent {
  readonly data: JsonObject | null;
  /** Null when the stream does not exist. */
  readonly revision: bigint | null;
}

const readLast = (connection: Connection, stream: string): Promise<LastEvent> =>
  connection.read(`reading ${stream}`, async (client, readAs) => {
    const options = { ...readAs, direction: BACKWARDS, fromRevision: END, maxCount: 1 } as const;
    try {
      for await (const { event } of client.readStream(stream, options)) {
        if (event === undefined) continue;
        if (!event.isJson) throw new Error(`the last event of ${stream} is not JSON: mend it by hand first`);
        return { data: event.data as JsonObject, revision: event.revision };
      }
    } catch (error) {
      if (!isStreamMissing(error)) throw error;
    }
    return { data: null, revision: null };
  });

const append = (
  connection: Connection,
  stream: string,
  type: string,
  data: JsonObject,
  revision: bigint | null,
): Promise<void> =>
  connection.send(`writing to ${stream}`, async (client) => {
    try {
      await client.appendToStream(stream, jsonEvent({ type, data }), { streamState: revision ?? NO_STREAM });
    } catch (error) {
      const conflict = conflictOf(error);
      if (conflict === null) throw error;
      throw new RevisionConflict(stream, revision === null ? 'none' : Number(revision), conflict.actual);
    }
  });
