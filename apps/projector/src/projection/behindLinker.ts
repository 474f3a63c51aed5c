import { pause } from '#concurrency';
import { LINKER, type Checkpoints, type EventLog, type Position } from '#ports';

/** From so many events on the projection waits for the linker: by streams it catches up several times faster than by events. */
const FAR_BEHIND_EVENTS = 20_000;
/** Enough events for a scan, which reads a stream once more where its later events come in the next scan. */
const SCANNED_EVENTS = FAR_BEHIND_EVENTS / 2;
const LOOK_MILLISECONDS = 100;
/** A linker that has not moved for so long is not waited for. */
const STILL_MILLISECONDS = 3_000;

type Parts = { readonly log: EventLog; readonly readModels: Checkpoints };

const linkedUpTo = async ({ readModels }: Parts): Promise<Position | null> =>
  (await readModels.checkpoint(null, LINKER))?.position ?? null;

/** How many events the linker has handled that stand after a position. */
const linkedAfter = async ({ log }: Parts, after: Position | null, linked: Position | null): Promise<number> =>
  linked === null ? 0 : (await log.countAfter(after)) - (await log.countAfter(linked));

/** Whether the linker has come so much further than a projection that the log between them is worth scanning. */
export const isFarBehindLinker = async (parts: Parts, after: Position | null): Promise<boolean> =>
  (await linkedAfter(parts, after, await linkedUpTo(parts))) >= FAR_BEHIND_EVENTS;

/**
 * Up to where a projection that is far behind can scan the log: as far as all of it is linked. While the linker is behind as well, and gets
 * on, it is waited for.
 * @returns null: the projection is not far behind, or the linker does not get on
 * @throws StoreUnavailable
 */
export const awaitLinked = async (
  parts: Parts,
  after: Position | null,
  signal: AbortSignal,
): Promise<Position | null> => {
  let seen: Position | null = null;
  let movedAt = performance.now();
  while (!signal.aborted && (await parts.log.countAfter(after)) >= FAR_BEHIND_EVENTS) {
    const linked = await linkedUpTo(parts);
    if ((await linkedAfter(parts, after, linked)) >= SCANNED_EVENTS) return linked;
    if (linked !== seen) movedAt = performance.now();
    seen = linked;
    if (performance.now() - movedAt > STILL_MILLISECONDS) return null;
    await pause(LOOK_MILLISECONDS, signal);
  }
  return null;
};
