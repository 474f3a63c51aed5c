export { openSharedEventLog, openSqliteEventLog } from './eventLog/openEventLog.js';
export type { SharedEventLog, SqliteEventLogHost } from './eventLog/openEventLog.js';
export { openSqliteReadModels } from './readModels/openReadModels.js';
