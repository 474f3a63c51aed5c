export { openMongoReadModels } from './openReadModels.js';
export { inspectMongoReadModels } from './inspectReadModels.js';
