import { withinTime } from '#concurrency';
import {
  localTime,
  zoneOf,
  showCall,
  showLeg,
  type Call,
  type Leg,
  type ReadClock,
  type StoredCall,
  type Zone,
  type Showing,
} from '#domain';
import {
  CALLS,
  generationName,
  LINKER,
  StoreUnavailable,
  liveOf,
  type Checkpoint,
  type Checkpoints,
  type EventLog,
  type Generation,
  type Generations,
} from '#ports';
import { Completeness, type LogState } from '#projections';
import { Problem, type Clock } from '#server';
import type { Settings } from '#settings';
import { asOf, type Progress } from './asOf.js';
import type { Envelope } from './envelope.js';
import { seesCall, seesContacts, type RowLimits } from './viewer.js';

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
    /** The zone in whose local times calls and legs are shown; null: UTC. */
    readonly zone: Zone | null,
  ) {}

  /** Whether the call lies within the limits of the viewer's key. */
  sees(call: Pick<StoredCall, 'source' | 'project'>): boolean {
    return seesCall(this.viewer, call);
  }

  /** A time of a document. */
  showTime<Time extends string | null>(time: Time): Time | string {
    return this.zone === null || time === null ? time : localTime(time, this.zone);
  }

  /** A stored call as it is now, with its contact masked for an analyst. */
  showCall(stored: StoredCall): Call {
    return showCall(stored, this.clock, this.#showing());
  }

  /** A leg, with its contact masked for an analyst. */
  showLeg(stored: Leg): Leg {
    return showLeg(stored, this.#showing());
  }

  #showing(): Showing {
    return { masked: !seesContacts(this.viewer), zone: this.zone };
  }
}

/** How a route was asked to write times. */
interface AskedTimes {
  readonly local?: boolean;
  readonly timezone?: string;
}

/** Small reads, which every request begins with: a store that does not answer them does not answer the rest. */
const LOOK_MILLISECONDS = 4_000;

interface Look extends LogState {
  readonly clock: ReadClock;
  readonly generations: readonly Generation[];
  readonly linker: Checkpoint | null;
}

const liveAmong = (generations: readonly Generation[]): Generation => {
  const live = liveOf(generations);
  if (live !== undefined) return live;
  throw new Problem(
    503,
    'The read models are not there yet: a projector begins them when it starts. Try again in a second.',
    {
      retryAfterSeconds: 1,
    },
  );
};

export class ReadContexts {
  /** As this process has seen it: an answer's `asOf` may rest on what earlier requests have seen. */
  readonly completeness = new Completeness();

  constructor(
    private readonly log: EventLog,
    private readonly readModels: Checkpoints & Generations,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins to answer a request of `viewer`. Documents must be read after this: then they are at least as new as `asOf` says.
   * @param asked in which zone's local times calls and legs are shown: in UTC unless `local` is set
   * @throws StoreUnavailable a store is away
   * @throws Problem 503 no projector has begun the projection yet
   */
  async begin(viewer: RowLimits, { local = false, timezone = 'UTC' }: AskedTimes = {}): Promise<ReadContext> {
    const { clock, generations, ...look } = await this.look();
    const generation = liveAmong(generations);
    const checkpoints = await this.readModels.checkpoints(generation);
    const envelope = this.envelopeOf({ generation, ...look, checkpoints }, clock);
    return new ReadContext(viewer, clock, generation, envelope, local ? zoneOf(timezone) : null);
  }

  /** @throws StoreUnavailable @throws Problem there is nothing to answer from */
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

  /** Up to when a consumer that belongs to no generation has handled the log, ISO 8601 UTC. @throws StoreUnavailable */
  async completeUpTo(consumer: string): Promise<string> {
    const now = this.clock();
    const checkpoint = await this.readModels.checkpoint(null, consumer);
    const log = { head: await this.log.head(), logIdentity: await this.log.identity() };
    return new Date(this.completeness.of({ name: consumer, checkpoint }, log, now)).toISOString();
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
