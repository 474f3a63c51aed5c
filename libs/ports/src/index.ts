export * from './allDifferences.js';
export * from './buildProgress.js';
export * from './consumers.js';
export * from './errors.js';
export * from './eventLog.js';
export * from './generationRules.js';
export type * from './readModels.js';
export * from './rebuildRequests.js';
export type * from './spool.js';
