import type { Delivery } from './delivery.js';
import type { StreamNames } from './streams.js';

/** Where ingest appends a delivery. */
export interface Route {
  readonly stream: string;
  /** Record id, dialog uuid or source: what the vendor's tools group by. */
  readonly correlationId: string;
  /** The stream for what comes of the same dialog from now on; null where this delivery says no more than the dialog's own uuid. */
  readonly learned: string | null;
}

/**
 * Names the stream of a delivery without reading anything (docs/linking.md#routing): that of the record it names; else the one to which
 * this process has appended its dialog before; else that of the caller's or its own dialog; else that of its source. A guess is enough:
 * the linker copies the event to where its dialog belongs.
 * @param known the stream that an earlier delivery of the same dialog taught this process (`learned`), if there was one
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
