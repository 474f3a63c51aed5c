export { openEventStoreLog, type EventStoreLogOptions } from './openEventStoreLog.js';
