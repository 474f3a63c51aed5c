import { Module } from '@nestjs/common';
import { ApiModule, serveBrowserPages } from '#api';
import { IngestModule } from '#ingest/nest';
import { ProjectorModule } from '#projector/nest';
import { startServer } from '#server';
import { otherRules } from './otherRules.js';

/** The product (`npm start`) as it would be after a change of its rules. */
@Module({ imports: [IngestModule, ProjectorModule, ApiModule] })
class ProgramWithOtherRules {}

await startServer('standalone', ProgramWithOtherRules, { prepare: serveBrowserPages, rules: otherRules() });
