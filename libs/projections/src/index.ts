export * from './allDifferences.js';
export * from './buildProgress.js';
export * from './completeness.js';
export * from './readDifference.js';
export * from './rebuildRequests.js';
