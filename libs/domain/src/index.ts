export * from './call.js';
export * from './filter.js';
export * from './presentCall.js';
export type * from './json.js';
export type * from './metadata.js';
