import { describeEventLog } from '../../../../test/contract/eventLog.contract.js';
import { inTemporaryFolder } from '../../../../test/contract/inTemporaryFolder.js';
import { openSqliteEventLog } from './openEventLog.js';

describeEventLog('SQLite', () => inTemporaryFolder((dataDir) => openSqliteEventLog({ dataDir })));
