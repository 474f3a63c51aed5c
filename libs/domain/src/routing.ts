import type { Delivery } from './delivery.js';
import type { StreamNames } from './streams.js';

/** Where ingest appends a delivery. */
export interface Route {
  readonly stream: string;
  /** Record id, dialog uuid or source: what the vendor's tools group by. */
  readonly correlationId: string;
  /** The stream the delivery's dialog is known to belong to from now on; null when that is not known. */
  readonly learned: string | null;
}

/**
 * Names the stream of a delivery without reading anything (design.md 2): the record it names; else the stream this process
 * already knows its dialog to belong to (`known`); else the caller's or its own dialog; else its source.
 */
export const routeDelivery = (
  delivery: Delivery,
  source: string,
  known: string | undefined,
  streams: StreamNames,
): Route => {
  const { recordId, callerDialogUuid, dialogUuid } = delivery;
  if (recordId !== null) {
    const stream = streams.record(recordId);
    return { stream, correlationId: recordId, learned: stream };
  }
  if (known !== undefined) return { stream: known, correlationId: dialogUuid ?? source, learned: known };
  if (callerDialogUuid !== null) {
    const stream = streams.dialog(callerDialogUuid);
    return { stream, correlationId: callerDialogUuid, learned: callerDialogUuid === dialogUuid ? null : stream };
  }
  if (dialogUuid !== null) return { stream: streams.dialog(dialogUuid), correlationId: dialogUuid, learned: null };
  return { stream: streams.source(source), correlationId: source, learned: null };
};
