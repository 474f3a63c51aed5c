import type { EventLog } from '#ports';

/** A log shared by the tests of a suite, each with streams of its own. */
export interface SharedLog {
  /** The client most tests use. */
  readonly log: EventLog;
  /** Another client of the same log, closed after the test. */
  readonly secondClient: () => Promise<EventLog>;
  /** Another, fresh log, closed and removed after the test. */
  readonly otherLog: () => Promise<EventLog>;
  /** A beginning of stream names that no other test uses. */
  readonly prefix: () => string;
}
