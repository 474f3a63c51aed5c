import { CALLS, LINKER, lowestOfAllPartitions, type EventLog, type ReadModels } from '#ports';
import { readDelivery, routeDelivery, type JsonObject, type StoredCall } from '#domain';
import { eventIdOf, streams } from './recorded.js';

/** An ingest without HTTP: routes as ingest does, with a memory of its own. */
export const ingestInto = (log: EventLog, source = 'main') => {
  const known = new Map<string, string>();
  return async (body: JsonObject, receivedAt: string | null): Promise<void> => {
    const delivery = readDelivery(body);
    const { dialogUuid } = delivery;
    const of = dialogUuid === null ? undefined : known.get(dialogUuid);
    const { stream, correlationId, learned } = routeDelivery(delivery, source, of, streams);
    const metadata = { receivedAt, source, schemaVersion: 1, $correlationId: correlationId } as const;
    const event = { id: eventIdOf(body), type: delivery.type, text: JSON.stringify(body), metadata };
    await log.append(stream, [event], 'any');
    if (dialogUuid !== null && learned !== null) known.set(dialogUuid, learned);
  };
};

/** Appends all deliveries, so many at a time, dealt out over the ingests in turn. */
export const deliverAll = async (
  ingests: readonly ReturnType<typeof ingestInto>[],
  bodies: readonly JsonObject[],
  receivedAt: string | null = '2024-06-01T00:00:00.000Z',
  atOnce = 64,
): Promise<void> => {
  const waiting = bodies.entries();
  const worker = async (): Promise<void> => {
    for (const [i, body] of waiting) await ingests[i % ingests.length]!(body, receivedAt);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};

/** Whether the linker and partitions that have all streams in hand between them have handled the log up to its head, and the head has not moved meanwhile. */
export const isCaughtUp = async (log: EventLog, readModels: ReadModels): Promise<boolean> => {
  const head = await log.head();
  const [generation] = (await readModels.generations(CALLS)).filter(({ state }) => state === 'live');
  if (head === null || generation === undefined) return head === null;
  const consumers = [
    await readModels.checkpoint(null, LINKER),
    lowestOfAllPartitions(await readModels.checkpoints(generation)),
  ];
  const done = consumers.every((checkpoint) => checkpoint !== null && checkpoint.position >= head);
  return done && (await log.head()) === head;
};

/** Asking costs the asked one, too. */
const POLL_MS = 25;

/** Waits until a condition holds; fails after the limit with what was waited for. */
export const until = async (
  what: string,
  holds: () => Promise<boolean>,
  withinMilliseconds = 120_000,
): Promise<void> => {
  const deadline = Date.now() + withinMilliseconds;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMilliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};

/** Every call of the live generation, oldest first, without what depends on how often a stream was written. */
export const allCalls = async (readModels: ReadModels): Promise<Omit<StoredCall, 'revision'>[]> => {
  const [generation] = (await readModels.generations(CALLS)).filter(({ state }) => state === 'live');
  if (generation === undefined) return [];
  const filter = { attribution: 'start', clock: { now: 0, graceSeconds: 0, staleSeconds: 0 } } as const;
  const calls: Omit<StoredCall, 'revision'>[] = [];
  let after = null;
  do {
    const page = await readModels.findCalls(generation, { filter, sort: 'startedAt', limit: 500, after });
    for (const { revision: _, ...call } of page.items) calls.push(call);
    after = page.next;
  } while (after !== null);
  return calls;
};
