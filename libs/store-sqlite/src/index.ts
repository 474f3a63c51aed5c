export { openSqliteEventLog } from './eventLog/openEventLog.js';
export { openSqliteReadModels } from './readModels/openReadModels.js';
export { openSqliteSpool } from './spool/openSpool.js';
