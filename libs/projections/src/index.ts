export * from './allDifferences.js';
export * from './buildProgress.js';
export * from './completeSwitch.js';
export * from './completeness.js';
export * from './readChanges.js';
export * from './readDifference.js';
export * from './rebuildRequests.js';
export * from './shownChange.js';
