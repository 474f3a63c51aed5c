import { forEachConcurrently } from '#concurrency';
import { LRUCache } from 'lru-cache';
import { readDelivery, routeDelivery, type Delivery, type EventMetadata, type Route } from '#domain';
import { StreamDeleted, type NewEvent } from '#ports';
import { streams } from '#stores';
import type { ReceivedDelivery } from './body/readBody.js';
import { eventIdOf } from './eventId.js';
import type { DeliveryLog } from './outage/deliveryLog.js';

/** Appends of one array that are under way at once, so that a back-fill does not make single webhooks wait behind all of it. */
const ARRAY_CONCURRENCY = 32;
const KNOWN_DIALOGS = 100_000;
const LONGEST_KNOWN_UUID = 128;

/** How deliveries came in: by webhook (`receivedAt`), or by an import (`importedAt`, no receipt). ISO 8601 UTC. */
export interface Arrival {
  readonly source: string;
  readonly receivedAt: string | null;
  readonly importedAt?: string;
}

/** What became of one delivery. `repeated`: the log held it already. `spooled`: it waits on this machine for the log to come back. */
export interface Written {
  readonly delivery: Delivery;
  readonly route: Route;
  readonly repeated: boolean;
  readonly spooled: boolean;
}

interface WriterOptions {
  readonly log: DeliveryLog;
  /** Called after each append with the time the log took, in seconds. */
  readonly onAppended?: (seconds: number) => void;
  /** Called when a delivery was kept in the stream of its source, since its own was deleted for good. */
  readonly onDeleted?: (error: StreamDeleted) => void;
}

/**
 * Appends deliveries to the log, each to the stream it belongs to as far as this process knows (docs/linking.md#routing): the one path for webhooks,
 * imports and replays. Nothing is read from the log; writing the same delivery again changes nothing.
 */
export class DeliveryWriter {
  /** Dialog -> stream. Links never change, so what is known here never lies; what is forgotten the linker finds. */
  readonly #known = new LRUCache<string, string>({ max: KNOWN_DIALOGS });

  constructor(private readonly options: WriterOptions) {}

  /**
   * Resolves once the delivery is durable.
   * @throws StoreUnavailable the delivery may or may not be in the log; writing it again is safe
   * @throws EventTooLarge
   */
  async write({ text, body }: ReceivedDelivery, arrival: Arrival): Promise<Written> {
    const delivery = readDelivery(body);
    const route = this.#route(delivery, arrival.source);
    const metadata: EventMetadata = { ...arrival, schemaVersion: 1, $correlationId: route.correlationId };
    const event = { id: eventIdOf(body), type: delivery.type, text, metadata };
    const started = performance.now();
    try {
      const kept = await this.#append(route.stream, event);
      const spooled = 'spooled' in kept;
      return { delivery, route, repeated: !spooled && kept.repeated, spooled };
    } catch (error) {
      if (delivery.dialogUuid !== null) this.#known.delete(delivery.dialogUuid);
      throw error;
    } finally {
      this.options.onAppended?.((performance.now() - started) / 1000);
    }
  }

  /**
   * Writes several, a few at a time and in no particular order. When one fails no other is begun, and those begun are waited for.
   * @throws as `write`
   */
  async writeAll(deliveries: readonly ReceivedDelivery[], arrival: Arrival): Promise<readonly Written[]> {
    const [only] = deliveries;
    if (deliveries.length === 1 && only !== undefined) return [await this.write(only, arrival)];
    const written: Written[] = [];
    await forEachConcurrently(deliveries, ARRAY_CONCURRENCY, async (delivery) => {
      written.push(await this.write(delivery, arrival));
    });
    return written;
  }

  /** A record named now is remembered at once: the next events of the dialog need not wait until this one is durable. */
  #route(delivery: Delivery, source: string): Route {
    const { dialogUuid } = delivery;
    const known = dialogUuid === null ? undefined : this.#known.get(dialogUuid);
    const route = routeDelivery(delivery, source, known, streams);
    if (
      route.learned !== null &&
      route.learned !== known &&
      dialogUuid !== null &&
      dialogUuid.length <= LONGEST_KNOWN_UUID
    ) {
      this.#known.set(dialogUuid, route.learned);
    }
    return route;
  }

  /** In the stream of its source where its own was deleted for good: it is no part of any call then, and not lost. */
  #append(stream: string, event: NewEvent): ReturnType<DeliveryLog['append']> {
    const { log, onDeleted } = this.options;
    return log.append(stream, [event], 'any').catch((error: unknown) => {
      if (!(error instanceof StreamDeleted)) throw error;
      onDeleted?.(error);
      return log.append(streams.source(event.metadata.source), [event], 'any');
    });
  }
}
