export * from './openStores.js';
