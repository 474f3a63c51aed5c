import { readBody, type DeliveryWriter, type Quarantine, type QuarantinedBody } from '#ingest';

export interface ReplayParts {
  readonly writer: DeliveryWriter;
  readonly quarantine: Quarantine;
  readonly maxEventBytes: number;
  readonly now: () => string;
}

export interface Replayed {
  readonly appended: number;
  readonly repeated: number;
}

/**
 * Sends a refused body again by the path webhooks take, or the repaired text in its place. The events keep the receipt time of the refused
 * delivery. Then it is marked as replayed.
 * @throws BodyRefused it is still no body that is taken
 * @throws Error only its beginning was kept and there is no repaired one
 * @throws StoreUnavailable
 */
export const replay = async (
  refused: QuarantinedBody,
  repaired: Buffer | null,
  { writer, quarantine, maxEventBytes, now }: ReplayParts,
): Promise<Replayed> => {
  if (repaired === null && refused.kept.length < refused.size) {
    throw new Error(
      `only the first ${refused.kept.length} of ${refused.size} bytes were kept: give the whole with --file`,
    );
  }
  const deliveries = readBody(repaired ?? refused.kept, maxEventBytes);
  const { source } = refused;
  const written = await writer.writeAll(deliveries, { source, receivedAt: refused.refusedAt });
  await quarantine.markReplayed(refused, now());
  const repeated = written.filter((one) => one.repeated).length;
  return { appended: written.length - repeated, repeated };
};
