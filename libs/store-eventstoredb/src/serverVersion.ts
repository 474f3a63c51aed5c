import { StoreUnavailable } from '#ports';
import type { Connection } from './connection.js';

/** The oldest server line the adapter was tried with. */
const OLDEST = [23, 10] as const;

/**
 * Asks the server for its version.
 * @throws Error it is too old; the message says what to do
 * @throws StoreUnavailable
 */
export const checkServerVersion = async (connection: Connection): Promise<void> => {
  // `capabilities` is protected: the client asks the server for its features anyway and has no public way to show them
  const { serverVersion } = await connection.send(
    'asking the event log for its version',
    (client) => client['capabilities'],
  );
  const [major, minor] = (/^v?(\d+)\.(\d+)/.exec(serverVersion) ?? []).slice(1).map(Number);
  if (major === undefined || minor === undefined) {
    throw new StoreUnavailable(
      `the event log does not tell its version (${serverVersion}): is it EventStoreDB ${OLDEST.join('.')} or newer?`,
    );
  }
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new Error(
    `the event log is EventStoreDB ${serverVersion}; this needs ${OLDEST.join('.')} or newer: ` +
      'upgrade the server first (docs/eventstoredb.md, "Upgrade")',
  );
};
