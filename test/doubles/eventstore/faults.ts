import type { status } from '@grpc/grpc-js';

/** What the double can be told to do wrong, all of it seen of real servers or networks. */
export interface Faults {
  /** Every read and append is handled so much later. */
  readonly delayMs: number;
  /** Calls are accepted and never answered, subscriptions bring nothing. */
  readonly frozen: boolean;
  /** Every call fails with code 14, subscriptions and append streams end with it. */
  readonly unavailable: boolean;
  /** As just after its start: "Server Is Not Ready". */
  readonly notReady: boolean;
  /** As on a node that leads no more, from then until it ends its process: every call is refused. */
  readonly deposed: boolean;
  /** Every read fails with this gRPC status. */
  readonly readsFailWith: keyof typeof status | null;
  /** Appends are refused with this text, without a type: what a server says of itself that is no error of the append. */
  readonly appendsRefusedBy: string | null;
  /** So many next reads of $all at a position are refused, as at one between two records. */
  readonly positionsRefused: number;
  /** So many next looks at the end of $all miss its last record, as on a node that lags behind. */
  readonly headsMissed: number;
  /** So many next questions for what the server can do are refused as by a server with too much to do. */
  readonly featuresRefused: number;
  /** So many next appends are refused, with the address of the leader (itself). */
  readonly notLeader: number;
  /** So many next appends are written and never answered: silently, or their connection breaks. */
  readonly lostAcknowledgements: number;
  readonly acknowledgementsLostBy: 'silence' | 'disconnect';
  /** Successful appends are answered with position 2^64-1: the server does not say. */
  readonly unknownPositions: boolean;
}

export const NO_FAULTS: Faults = {
  delayMs: 0,
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

/** The faults as they stand, and those who wait for a thaw. */
export class FaultSwitch {
  #faults: Faults = NO_FAULTS;
  readonly #frozen = new Set<() => void>();

  get now(): Faults {
    return this.#faults;
  }

  set(change: Partial<Faults>): void {
    this.#faults = { ...this.#faults, ...change };
    if (this.#faults.frozen) return;
    for (const thaw of this.#frozen) thaw();
    this.#frozen.clear();
  }

  /** True as often as the fault was ordered. */
  take(fault: 'notLeader' | 'featuresRefused' | 'positionsRefused' | 'headsMissed' | 'lostAcknowledgements'): boolean {
    const left = this.#faults[fault];
    if (left > 0) this.#faults = { ...this.#faults, [fault]: left - 1 };
    return left > 0;
  }

  /** Runs `handle` now, or later as delay and freeze demand. Synchronous without faults: speed is measured over the double. */
  run(handle: () => void): void {
    const { delayMs, frozen } = this.#faults;
    if (frozen) this.#frozen.add(() => this.run(handle));
    else if (delayMs > 0) setTimeout(handle, delayMs);
    else handle();
  }

  thawed(): Promise<void> {
    return this.#faults.frozen ? new Promise((resolve) => this.#frozen.add(resolve)) : Promise.resolve();
  }
}
