import type { EventLog } from '#ports';
import { describeEventLog } from '../../../../test/contract/eventLog.contract.js';
import { inTemporaryFolder } from '../../../../test/contract/inTemporaryFolder.js';
import { openSharedEventLog, openSqliteEventLog } from './openEventLog.js';

/** Opens the log as another thread would. Closing it also closes the log that was shared. */
const openShared = async (dataDir: string): Promise<EventLog> => {
  const host = await openSqliteEventLog({ dataDir });
  const shared = await openSharedEventLog(host.share());
  const closeShared = shared.close.bind(shared);
  return Object.assign(shared, {
    close: async () => {
      await closeShared();
      await host.close();
    },
  });
};

const CAN_SCAN = { canScan: true };

describeEventLog('SQLite', () => inTemporaryFolder((dataDir) => openSqliteEventLog({ dataDir })), CAN_SCAN);
describeEventLog('SQLite, shared with another thread', () => inTemporaryFolder(openShared), CAN_SCAN);
