import { startServer } from '#server';
import { IngestModule } from './ingest.module.js';

await startServer('ingest', IngestModule, { needsReadModels: false });
