import { CALLS } from '#ports';
import type { RecordView } from '#domain';
import { openReadModels } from '#stores';
import { allCalls } from './deliver.js';

/** Everything the live generation holds, one JSON text a document, in an order that every store gives alike. */
export interface StoredDocuments {
  readonly calls: readonly string[];
  readonly records: readonly string[];
}

/**
 * Reads the stored documents as they are, beneath the API. Left out is what two runs over the same deliveries may differ in:
 * `lastReceivedAt` (each run receives at its own time), and `revision.number` (how often a stream was written: EventStoreDB writes a repeat
 * again once it has forgotten the first, and the linker copies what had come by then).
 */
export const storedDocuments = async (
  env: Readonly<Record<string, string>>,
  recordIds: readonly string[],
): Promise<StoredDocuments> => {
  const settings = { readModelUrl: env.READ_MODEL_URL ?? 'sqlite', dataDir: env.DATA_DIR ?? '' };
  const readModels = await openReadModels(settings);
  try {
    const generation = (await readModels.generations(CALLS)).find(({ state }) => state === 'live');
    if (generation === undefined) throw new Error('there is no live generation');
    const calls = (await allCalls(readModels)).map(({ lastReceivedAt: _, ...call }) => call);
    const records: (RecordView | null)[] = [];
    for (const id of recordIds) records.push((await readModels.recordWithCalls(generation, id))?.record ?? null);
    const asText = (document: unknown): string => JSON.stringify(document);
    return { calls: calls.map(asText).sort(), records: records.map(asText) };
  } finally {
    await readModels.close();
  }
};
