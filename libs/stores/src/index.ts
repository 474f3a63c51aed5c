export * from './openStores.js';
export { streams } from './streams.js';
