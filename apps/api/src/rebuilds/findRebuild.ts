import type { CallDifference } from '#domain';
import { CALLS, generationName, type Differences, type EventLog, type Generation, type Generations } from '#ports';
import { allDifferences, findGeneration } from '#projections';
import { Query, type Handler } from '../messages.js';
import { conflict, notFound } from '../refusals.js';
import { showRebuild, type Rebuild, type RebuildModels } from './rebuild.js';

/** @throws 404 */
export const existingGeneration = async (readModels: Generations, id: string): Promise<Generation> => {
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
/** Every call that a rebuild adds, removes or changes; read page by page while it is given, since it may be every call there is. */
export class ReadDifferences extends Query<AsyncIterable<CallDifference>> {
  constructor(readonly id: string) {
    super();
  }
}

export class ListRebuildsHandler implements Handler<ListRebuilds, RebuildList> {
  constructor(
    private readonly log: EventLog,
    private readonly readModels: RebuildModels,
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
    private readonly readModels: RebuildModels,
  ) {}

  async execute({ id }: GetRebuild): Promise<Rebuild> {
    const { log, readModels } = this;
    return showRebuild({ log, readModels }, await existingGeneration(readModels, id));
  }
}

export class ReadDifferencesHandler implements Handler<ReadDifferences, AsyncIterable<CallDifference>> {
  constructor(private readonly readModels: Differences & Generations) {}

  /** @throws Problem 404, 409 @throws StoreUnavailable */
  async execute({ id }: ReadDifferences): Promise<AsyncIterable<CallDifference>> {
    const generation = await existingGeneration(this.readModels, id);
    if (generation.state === 'dropped') throw conflict(`${id} has been dropped, and its differences with it`);
    if ((await this.readModels.comparison(generation)) === null) throw conflict(`${id} has not been compared yet`);
    return allDifferences(this.readModels, generation);
  }
}
