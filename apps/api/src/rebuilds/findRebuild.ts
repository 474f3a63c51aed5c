import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CALLS, generationName, type EventLog, type Generation, type ReadModels } from '#ports';
import { findGeneration } from '#projections';
import { EVENT_LOG, READ_MODELS } from '#server';
import { notFound } from '../refusals.js';
import { showRebuild, type Rebuild } from './rebuild.js';

/** @throws 404 */
export const existingGeneration = async (readModels: ReadModels, id: string): Promise<Generation> => {
  const generation = await findGeneration(readModels, id);
  if (generation === null || generationName(generation) !== id) throw notFound(`there is no rebuild ${id}`);
  return generation;
};

export interface RebuildList {
  /** By number; their differences without samples. */
  readonly items: readonly Rebuild[];
}

export class ListRebuilds extends Query<RebuildList> {}
export class GetRebuild extends Query<Rebuild> {
  constructor(readonly id: string) {
    super();
  }
}

const withoutSamples = (generation: Generation): Generation => {
  const { difference } = generation;
  return difference === null ? generation : { ...generation, difference: { ...difference, samples: [] } };
};

@QueryHandler(ListRebuilds)
export class ListRebuildsHandler implements IQueryHandler<ListRebuilds> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute(): Promise<RebuildList> {
    const { log, readModels } = this;
    const generations = await readModels.generations(CALLS);
    const items = generations.map((generation) => showRebuild({ log, readModels }, withoutSamples(generation)));
    return { items: await Promise.all(items) };
  }
}

@QueryHandler(GetRebuild)
export class GetRebuildHandler implements IQueryHandler<GetRebuild> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute({ id }: GetRebuild): Promise<Rebuild> {
    const { log, readModels } = this;
    return showRebuild({ log, readModels }, await existingGeneration(readModels, id));
  }
}
