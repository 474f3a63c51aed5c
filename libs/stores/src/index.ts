export * from './eventStoreRights.js';
export * from './awaitStores.js';
export * from './inspectStores.js';
export * from './newStores.js';
export * from './openStores.js';
export * from './sharedStores.js';
export type { StoreSettings } from './storeSettings.js';
export { streams } from './streams.js';
