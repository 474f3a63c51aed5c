export { ApiModule } from './api.module.js';
export { openapiDocument, serveDocs } from './openapi/document.js';
