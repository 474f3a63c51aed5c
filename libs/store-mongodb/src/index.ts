export { openMongoReadModels } from './openReadModels.js';
