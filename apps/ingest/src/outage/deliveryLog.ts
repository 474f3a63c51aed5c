import type { Appended, NewEvent } from '#ports';

/** The event waits on this machine for the event log to come back: durable, and as good as appended for the sender. */
export interface Spooled {
  readonly spooled: true;
}

/** Where deliveries go: an EventLog is one, and so is what stands before it in the ingest process. */
export interface DeliveryLog {
  /** Resolves once the events are durable. @throws StoreUnavailable @throws EventTooLarge */
  append(stream: string, events: readonly NewEvent[], expected: 'any'): Promise<Appended | Spooled>;
}
