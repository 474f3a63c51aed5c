import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { ReadModels } from '#ports';
import { READ_MODELS } from '#server';
import { envelopeOf, Moments, type Envelope } from '../moment.js';
import { linkerState, projectionState, type ConsumerState, type ProjectionState } from './projectionState.js';

/** Every generation of the projection, and how far each has come. */
export interface ProjectionList {
  readonly items: readonly ProjectionState[];
  readonly nextCursor: null;
  /** What the live generation rests on beside its own workers; null before its first checkpoint. */
  readonly linker: ConsumerState | null;
  /** Null while there is no live generation. */
  readonly asOf: Envelope['asOf'] | null;
  readonly projection: Envelope['projection'] | null;
}

export class ListProjections extends Query<ProjectionList> {}

@QueryHandler(ListProjections)
export class ListProjectionsHandler implements IQueryHandler<ListProjections> {
  constructor(
    @Inject(Moments) private readonly moments: Moments,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute(): Promise<ProjectionList> {
    const { clock, all, linker, head } = await this.moments.progress();
    const items = all.map(async (progress) => {
      const poisoned = await this.readModels.poisoned(progress.generation);
      return projectionState(progress, poisoned.length, clock.now);
    });
    const live = all.find(({ generation }) => generation.state === 'live');
    return {
      items: await Promise.all(items),
      nextCursor: null,
      linker: linkerState(linker, head, clock.now),
      ...(live === undefined ? { asOf: null, projection: null } : envelopeOf(live, clock)),
    };
  }
}
