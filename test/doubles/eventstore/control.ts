import type { Faults } from './faults.js';

/** What a test tells the double over the process channel; each is answered with a `Reply` of the same id. */
export type Command =
  | { readonly do: 'setFaults'; readonly faults: Partial<Faults> }
  | { readonly do: 'countSubscriptions' }
  | { readonly do: 'listUsers' }
  | { readonly do: 'depose' }
  | { readonly do: 'stop' };

export interface Request {
  readonly id: number;
  readonly command: Command;
}

export interface Reply {
  readonly id: number;
  /** Answer to `countSubscriptions` or `listUsers`, else null. */
  readonly answer: number | readonly string[] | null;
}

/** Sent once, when the double listens. */
export interface Ready {
  readonly port: number;
}
