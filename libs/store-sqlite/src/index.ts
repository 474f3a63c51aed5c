export { openSharedEventLog, openSqliteEventLog } from './eventLog/openEventLog.js';
export type { SharedEventLog, SqliteEventLogHost } from './eventLog/openEventLog.js';
export { openReadModelsToRead, openReadModelsToWrite, openSqliteReadModels } from './readModels/openReadModels.js';
export { openSqliteSpool } from './spool/openSpool.js';
export { inspectSqliteEventLog } from './inspection/inspectEventLog.js';
export { inspectSqliteReadModels } from './inspection/inspectReadModels.js';
