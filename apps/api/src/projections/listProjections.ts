import type { Differences, EventLog, Position, StoredDocuments } from '#ports';
import type { Viewer } from '#server';
import type { Envelope } from '../envelope.js';
import { Query, type Handler } from '../messages.js';
import type { ReadContexts } from '../readContext.js';
import { differenceFor } from '../viewer.js';
import { linkerState, projectionState, type ConsumerState, type ProjectionState } from './projectionState.js';

/** Every generation of the projection, and how far each has come. */
export interface ProjectionList {
  readonly items: readonly ProjectionState[];
  readonly nextCursor: null;
  /** What the live generation rests on beside its own workers. */
  readonly linker: ConsumerState;
  /** Null while there is no live generation. */
  readonly asOf: Envelope['asOf'] | null;
  readonly projection: Envelope['projection'] | null;
}

export class ListProjections extends Query<ProjectionList> {
  constructor(readonly viewer: Viewer) {
    super();
  }
}

export class ListProjectionsHandler implements Handler<ListProjections, ProjectionList> {
  constructor(
    private readonly contexts: ReadContexts,
    private readonly readModels: Differences & StoredDocuments,
    private readonly log: EventLog,
  ) {}

  async execute({ viewer }: ListProjections): Promise<ProjectionList> {
    const { clock, all, linker, ...log } = await this.contexts.progress();
    const countAfter = (position: Position | null): Promise<number> => this.log.countAfter(position);
    const looked = { now: clock.now, completeness: this.contexts.completeness, countAfter };
    const there = all.filter(({ generation }) => generation.state !== 'dropped');
    const items = there.map(async (progress) => {
      const poisonedStreams = await this.readModels.countPoisoned(progress.generation);
      const difference = await differenceFor(viewer, this.readModels, progress.generation);
      return projectionState(progress, { poisonedStreams, difference, ...looked });
    });
    const live = all.find(({ generation }) => generation.state === 'live');
    return {
      items: await Promise.all(items),
      nextCursor: null,
      linker: await linkerState(linker, { ...log, ...looked }),
      ...(live === undefined ? { asOf: null, projection: null } : this.contexts.envelopeOf(live, clock)),
    };
  }
}
