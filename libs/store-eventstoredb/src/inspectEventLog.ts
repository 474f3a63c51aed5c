import type { LogInspection } from '#ports';
import { Connection } from './connection.js';
import { readIdentity } from './logIdentity.js';
import { readNewest } from './serverReads.js';
import { checkServerVersion } from './serverVersion.js';

/** Long enough for a server that is slow, and short enough for somebody who waits for the outcome. */
const CALL_MS = 5_000;

/**
 * Looks at the event log on the server that the URL names. A log that has no name yet is not given one. What the server was started with
 * (its disk, whether it keeps anything on it) it shows to its own administrators alone.
 * @throws StoreUnavailable the server cannot be reached, or refuses this user
 * @throws Error the URL cannot be used or the server is too old; the message says what to do
 */
export const inspectEventStoreLog = async ({ url }: { readonly url: string }): Promise<LogInspection> => {
  const connection = new Connection(url, CALL_MS);
  try {
    const version = await checkServerVersion(connection);
    const isNew = (await readIdentity(connection)) === null;
    const newest = await readNewest(connection);
    return {
      product: `EventStoreDB ${version}`,
      isNew,
      faults: [],
      indexes: null,
      bytes: null,
      serverDisk: null,
      clocks: null,
      newestEventAt: newest?.created.toISOString() ?? null,
      growth: null,
    };
  } finally {
    await connection.close();
  }
};
