export * from './openStores.js';
export * from './awaitStores.js';
