import { StoreUnavailable } from '#ports';
import type { Connection } from './connection.js';

/** The oldest server version that the adapter was tried with. */
const OLDEST = [23, 10] as const;

/**
 * Checks that the server is new enough, and answers its version.
 * @throws Error it is too old; the message says what to do
 * @throws StoreUnavailable
 */
export const checkServerVersion = async (connection: Connection): Promise<string> => {
  // `capabilities` is protected. The client asks the server for it anyway, and offers no public way to read the version.
  const { serverVersion } = await connection.send(
    'asking the event log for its version',
    (client) => client['capabilities'],
  );
  const [major, minor] = (/^v?(\d+)\.(\d+)/.exec(serverVersion) ?? []).slice(1).map(Number);
  if (major === undefined || minor === undefined) {
    throw new StoreUnavailable(
      `the event log does not give its version (${serverVersion}): is it EventStoreDB ${OLDEST.join('.')} or newer?`,
    );
  }
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return serverVersion;
  throw new Error(
    `the event log is EventStoreDB ${serverVersion}; this needs ${OLDEST.join('.')} or newer: ` +
      'upgrade the server first (docs/eventstoredb.md, "Upgrade")',
  );
};
