export { ApiModule } from './api.module.js';
export { openapiDocument, serveDocs } from './openapi/document.js';
export { isoSecondsOf, readTime } from './parameters/readTime.js';
