import { withinTime } from '#concurrency';
import { Inject, Injectable } from '@nestjs/common';
import type { ReadClock } from '#domain';
import {
  CALLS,
  generationName,
  LINKER,
  StoreUnavailable,
  type Checkpoint,
  type EventLog,
  type Generation,
  type ReadModels,
} from '#ports';
import { Completeness, type LogState } from '#projections';
import { CLOCK, EVENT_LOG, READ_MODELS, SETTINGS, type Clock } from '#server';
import type { Settings } from '#settings';
import { asOf, type Progress } from './asOf.js';

/** The moment a request is answered: one `now`, one generation and how complete it is, for all of the answer. */
export interface Moment {
  readonly clock: ReadClock;
  readonly generation: Generation;
  readonly envelope: Envelope;
}

/** What every answer says of itself. */
export interface Envelope {
  /** ISO 8601 UTC. */
  readonly asOf: string;
  /** Name and generation, e.g. `calls.v3`. */
  readonly projection: string;
}

/** Small reads, which every request begins with: a store that does not answer them does not answer the rest. */
const LOOK_MILLISECONDS = 4_000;

interface Look extends LogState {
  readonly clock: ReadClock;
  readonly generations: readonly Generation[];
  readonly linker: Checkpoint | null;
}

@Injectable()
export class Moments {
  /** As this process has seen it: an answer's `asOf` may rest on what earlier requests have seen. */
  readonly completeness = new Completeness();

  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Begins to answer a request. Documents must be read after this: then they are at least as new as `asOf` says.
   * @throws StoreUnavailable a store is away, or no projector has begun the projection yet
   */
  async begin(): Promise<Moment> {
    const { clock, generations, ...look } = await this.look();
    const generation = generations.find(({ state }) => state === 'live');
    if (generation === undefined)
      throw new StoreUnavailable(`there is no live generation of ${CALLS} yet: a projector has to make it`);
    const checkpoints = await this.readModels.checkpoints(generation);
    return { clock, generation, envelope: this.envelopeOf({ generation, ...look, checkpoints }, clock) };
  }

  /** How far every generation has come, the live one or not. */
  async progress(): Promise<Omit<Look, 'generations'> & { readonly all: readonly Progress[] }> {
    const { generations, ...look } = await this.look();
    const all = generations.map(async (generation) => {
      return { generation, ...look, checkpoints: await this.readModels.checkpoints(generation) };
    });
    return { ...look, all: await Promise.all(all) };
  }

  envelopeOf(progress: Progress, { now }: ReadClock): Envelope {
    return {
      asOf: new Date(asOf(progress, now, this.completeness)).toISOString(),
      projection: generationName(progress.generation),
    };
  }

  /** A store that stands still is noticed here, before a request waits for as long as its driver would. */
  private look(): Promise<Look> {
    return withinTime(this.lookAtStores(), LOOK_MILLISECONDS, () => {
      return new StoreUnavailable(`a store has not answered within ${LOOK_MILLISECONDS} ms`);
    });
  }

  private async lookAtStores(): Promise<Look> {
    const { graceSeconds, staleSeconds } = this.settings;
    const clock = { now: this.clock(), graceSeconds, staleSeconds };
    const [generations, common] = await Promise.all([
      this.readModels.generations(CALLS),
      this.readModels.checkpoints(null),
    ]);
    // after the linker's checkpoint: a head that it has reached holds everything it has written, so nothing of it is still to come
    const head = await this.log.head();
    const logIdentity = await this.log.identity();
    return {
      clock,
      generations,
      logIdentity,
      head,
      linker: common.find(({ consumer }) => consumer === LINKER) ?? null,
    };
  }
}
