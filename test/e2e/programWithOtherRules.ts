import { Module } from '@nestjs/common';
import { ApiModule, serveDocs } from '#api';
import { RULES, type Rules } from '#domain';
import { IngestModule } from '#ingest/nest';
import { ProjectorModule } from '#projector/nest';
import { startServer } from '#server';

/** The product as it would be after a change of its rules: OTHER_RULES holds what is different, as JSON. */
@Module({ imports: [IngestModule, ProjectorModule, ApiModule] })
class ProgramWithOtherRules {}

const changes = JSON.parse(process.env['OTHER_RULES'] ?? '{}') as Partial<Rules>;
await startServer('standalone', ProgramWithOtherRules, { prepare: serveDocs, rules: { ...RULES, ...changes } });
