export { openSqliteEventLog } from './eventLog/openEventLog.js';
