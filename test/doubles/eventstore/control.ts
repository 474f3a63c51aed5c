import type { Faults } from './faults.js';

/** A command of a test to the process of the double. */
export type Command =
  | { readonly do: 'setFaults'; readonly faults: Partial<Faults> }
  | { readonly do: 'countSubscriptions' }
  | { readonly do: 'listUsers' }
  | { readonly do: 'depose' }
  | { readonly do: 'stop' };

/** Sent to the double over the process channel; answered with a `Reply` of the same id. */
export interface Request {
  readonly id: number;
  readonly command: Command;
}

export interface Reply {
  readonly id: number;
  /** The answer to `countSubscriptions` or `listUsers`; null for any other command. */
  readonly answer: number | readonly string[] | null;
}

/** Sent once by the double, when it listens. */
export interface Ready {
  readonly port: number;
}
