import { startServer } from '#server';
import { ProjectorModule } from './projector.module.js';

await startServer('projector', ProjectorModule);
