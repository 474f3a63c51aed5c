import { withinTime } from '#concurrency';
import type { Call, Leg, ReadClock, StoredCall } from '#domain';
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
import type { Clock } from '#server';
import type { Settings } from '#settings';
import { showCall } from './answers.js';
import { asOf, type Progress } from './asOf.js';
import type { Envelope } from './envelope.js';
import { legFor, seesCall, type RowLimits } from './viewer.js';

/**
 * What all of an answer rests on: one clock, one generation, how complete it is, and for whom it is. Calls and legs that a query takes
 * from the store are shown through it, so the limits of the viewer's key and the masking are applied to them here.
 */
export class ReadContext {
  constructor(
    readonly viewer: RowLimits,
    readonly clock: ReadClock,
    readonly generation: Generation,
    readonly envelope: Envelope,
  ) {}

  /** Whether the call lies within the limits of the viewer's key. */
  sees(call: Pick<StoredCall, 'source' | 'project'>): boolean {
    return seesCall(this.viewer, call);
  }

  /** A stored call as it is now, with its contact masked for an analyst. */
  showCall(stored: StoredCall): Call {
    return showCall(stored, this.clock, this.viewer);
  }

  /** A leg, with its contact masked for an analyst. */
  showLeg(leg: Leg): Leg {
    return legFor(this.viewer, leg);
  }
}

/** Small reads, which every request begins with: a store that does not answer them does not answer the rest. */
const LOOK_MILLISECONDS = 4_000;

interface Look extends LogState {
  readonly clock: ReadClock;
  readonly generations: readonly Generation[];
  readonly linker: Checkpoint | null;
}

const liveAmong = (generations: readonly Generation[]): Generation => {
  const live = generations.find(({ state }) => state === 'live');
  if (live !== undefined) return live;
  throw new StoreUnavailable(`there is no live generation of ${CALLS} yet: a projector has to make it`);
};

export class ReadContexts {
  /** As this process has seen it: an answer's `asOf` may rest on what earlier requests have seen. */
  readonly completeness = new Completeness();

  constructor(
    private readonly log: EventLog,
    private readonly readModels: ReadModels,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins to answer a request of `viewer`. Documents must be read after this: then they are at least as new as `asOf` says.
   * @throws StoreUnavailable a store is away, or no projector has begun the projection yet
   */
  async begin(viewer: RowLimits): Promise<ReadContext> {
    const { clock, generations, ...look } = await this.look();
    const generation = liveAmong(generations);
    const checkpoints = await this.readModels.checkpoints(generation);
    return new ReadContext(viewer, clock, generation, this.envelopeOf({ generation, ...look, checkpoints }, clock));
  }

  /** @throws StoreUnavailable there is nothing to answer from */
  async checkLive(): Promise<void> {
    liveAmong((await this.look()).generations);
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
