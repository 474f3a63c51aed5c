export * from './consumers.js';
export * from './errors.js';
export * from './eventLog.js';
export type * from './readModels.js';
export type * from './spool.js';
