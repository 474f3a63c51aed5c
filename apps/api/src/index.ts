export { ApiModule } from './api.module.js';
export { serveBrowserPages } from './browser/serveBrowserPages.js';
export { openapiDocument } from './openapi/document.js';
