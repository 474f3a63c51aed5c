import { startServer } from '#server';
import { ApiModule, serveBrowserPages } from './index.js';

await startServer('api', ApiModule, { prepare: serveBrowserPages });
