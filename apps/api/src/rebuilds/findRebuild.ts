import { CALLS, generationName, type EventLog, type Generation, type ReadModels } from '#ports';
import { findGeneration } from '#projections';
import { Query, type Handler } from '../messages.js';
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

export class ListRebuildsHandler implements Handler<ListRebuilds, RebuildList> {
  constructor(
    private readonly log: EventLog,
    private readonly readModels: ReadModels,
  ) {}

  async execute(): Promise<RebuildList> {
    const { log, readModels } = this;
    const generations = await readModels.generations(CALLS);
    const items = generations.map((generation) => showRebuild({ log, readModels }, generation, { withSamples: false }));
    return { items: await Promise.all(items) };
  }
}

export class GetRebuildHandler implements Handler<GetRebuild, Rebuild> {
  constructor(
    private readonly log: EventLog,
    private readonly readModels: ReadModels,
  ) {}

  async execute({ id }: GetRebuild): Promise<Rebuild> {
    const { log, readModels } = this;
    return showRebuild({ log, readModels }, await existingGeneration(readModels, id));
  }
}
