import { startServer } from '#server';
import { ApiModule, serveDocs } from './index.js';

await startServer('api', ApiModule, { prepare: serveDocs });
