import { Module } from '@nestjs/common';
import { ApiModule, serveBrowserPages } from '#api';
import { IngestModule } from '#ingest/nest';
import { ProjectorModule } from '#projector/nest';
import { startServer } from '#server';

/** All in one process over one data folder: webhooks in, calls out. */
@Module({ imports: [IngestModule, ProjectorModule, ApiModule] })
class StandaloneModule {}

await startServer('standalone', StandaloneModule, { prepare: serveBrowserPages });
