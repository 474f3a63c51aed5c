export * from './awaitStores.js';
export * from './openStores.js';
export * from './sharedStores.js';
export { streams } from './streams.js';
