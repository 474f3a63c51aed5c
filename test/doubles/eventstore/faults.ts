import type { status } from '@grpc/grpc-js';

/** The faults that can be injected. All of them were seen of real servers or networks. */
export interface Faults {
  /** Every read and append is handled this much later. */
  readonly delayMs: number;
  /** Reads of single streams are answered as by a busy server: after 1 ms, and every tenth after 40 ms. */
  readonly slowStreamReads: boolean;
  /** Calls are accepted and not answered, and subscriptions send nothing. */
  readonly frozen: boolean;
  /** Every call fails with code 14 (UNAVAILABLE); running subscriptions and batch calls end with it. */
  readonly unavailable: boolean;
  /** Every call is refused with "Server Is Not Ready", as just after a server's start. */
  readonly notReady: boolean;
  /** Every call is refused, as on a node that is no longer the leader. */
  readonly deposed: boolean;
  /** Every read fails with this gRPC status. */
  readonly readsFailWith: keyof typeof status | null;
  /** Appends are refused with this text and no type, as by a server whose state does not allow appends now. */
  readonly appendsRefusedBy: string | null;
  /** The next reads of $all at a position, this many, are refused, as for a position between two records. */
  readonly positionsRefused: number;
  /** The next reads from the end of $all, this many, miss its last record, as on a node that lags behind. */
  readonly headsMissed: number;
  /** The next requests for the server's capabilities, this many, are refused, as by an overloaded server. */
  readonly featuresRefused: number;
  /** The next appends, this many, are refused with the address of the leader, which is this server itself. */
  readonly notLeader: number;
  /** The next appends, this many, are written and not acknowledged: there is no answer, or the connection breaks. */
  readonly lostAcknowledgements: number;
  readonly acknowledgementsLostBy: 'silence' | 'disconnect';
  /** Successful appends are answered with position 2^64-1, which means that the server does not know it. */
  readonly unknownPositions: boolean;
}

export const NO_FAULTS: Faults = {
  delayMs: 0,
  slowStreamReads: false,
  frozen: false,
  unavailable: false,
  notReady: false,
  deposed: false,
  readsFailWith: null,
  appendsRefusedBy: null,
  positionsRefused: 0,
  headsMissed: 0,
  featuresRefused: 0,
  notLeader: 0,
  lostAcknowledgements: 0,
  acknowledgementsLostBy: 'silence',
  unknownPositions: false,
};

const SLOW_READ_MS = 1;
const SLOWEST_READ_MS = 40;
const SLOWEST_EVERY = 10;

/** The faults that are injected now, and the calls that wait until the server is no longer frozen. */
export class FaultSwitch {
  #faults: Faults = NO_FAULTS;
  readonly #frozen = new Set<() => void>();
  #slowReads = 0;

  get now(): Faults {
    return this.#faults;
  }

  set(change: Partial<Faults>): void {
    this.#faults = { ...this.#faults, ...change };
    if (this.#faults.frozen) return;
    for (const thaw of this.#frozen) thaw();
    this.#frozen.clear();
  }

  /** For a fault that is set as a number of times: whether it happens this time. Counts one down. */
  take(fault: 'notLeader' | 'featuresRefused' | 'positionsRefused' | 'headsMissed' | 'lostAcknowledgements'): boolean {
    const left = this.#faults[fault];
    if (left > 0) this.#faults = { ...this.#faults, [fault]: left - 1 };
    return left > 0;
  }

  /** Runs `handle`, later if the server is slow or frozen. Without faults it runs at once, because speed is measured with the double. */
  run(handle: () => void): void {
    const { delayMs, frozen } = this.#faults;
    if (frozen) this.#frozen.add(() => this.run(handle));
    else if (delayMs > 0) setTimeout(handle, delayMs);
    else handle();
  }

  /** Runs the read of one stream, later if such reads are slow. */
  runStreamRead(read: () => void): void {
    if (this.#faults.slowStreamReads) setTimeout(read, this.#slowReadMs());
    else read();
  }

  #slowReadMs(): number {
    this.#slowReads += 1;
    return this.#slowReads % SLOWEST_EVERY === 0 ? SLOWEST_READ_MS : SLOW_READ_MS;
  }

  /** Resolves at once, or when the server is no longer frozen. */
  thawed(): Promise<void> {
    return this.#faults.frozen ? new Promise((resolve) => this.#frozen.add(resolve)) : Promise.resolve();
  }
}
