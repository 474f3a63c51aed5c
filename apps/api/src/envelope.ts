/** What every answer says of itself. */
export interface Envelope {
  /** ISO 8601 UTC. */
  readonly asOf: string;
  /** Name and generation, e.g. `calls.v3`. */
  readonly projection: string;
}
