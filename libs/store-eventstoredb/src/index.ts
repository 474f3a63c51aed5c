export { grantRights, type GrantRightsOptions, type RightsChange } from './grantRights.js';
export { openEventStoreLog, type EventStoreLogOptions } from './openEventStoreLog.js';
export { inspectEventStoreLog } from './inspectEventLog.js';
