import type { Generation, ReadModels, StoredChange, StreamDocuments } from '#ports';

/** What came of replacing documents. All but `seenAlready` count documents. */
interface Replaced {
  /** Streams that were stored at that revision or a higher one before. */
  readonly seenAlready: number;
  readonly written: number;
  readonly removed: number;
  readonly unchanged: number;
}

const revisionsOf = (readModels: ReadModels, generation: Generation, documents: readonly StreamDocuments[]) =>
  readModels.storedRevisions(
    generation,
    documents.map(({ stream }) => stream),
  );

/** The last change of each call, with the call it left: what a write changes is at another place afterwards. */
const changesOf = async (readModels: ReadModels, generation: Generation): Promise<Map<string, StoredChange>> => {
  const changes = await readModels.changesSince(generation, { after: null, upTo: '~', limit: 10_000 });
  return new Map(changes.map((change) => [JSON.stringify(change.place), change]));
};

/** Replaces documents, and counts what has changed by that for a reader of the store. */
export const countReplaced = async (
  readModels: ReadModels,
  generation: Generation,
  documents: readonly StreamDocuments[],
  move: Parameters<ReadModels['replaceDocuments']>[2] = null,
): Promise<Replaced> => {
  const revisions = await revisionsOf(readModels, generation, documents);
  const before = await changesOf(readModels, generation);
  await readModels.replaceDocuments(generation, documents, move);
  const after = await changesOf(readModels, generation);
  const changed = [...after].flatMap(([place, { change }]) => (before.has(place) ? [] : [change]));
  const now = await revisionsOf(readModels, generation, documents);
  const moved = documents.filter(({ stream }) => now.get(stream) !== revisions.get(stream));
  const written = changed.filter((change) => change === 'put').length;
  return {
    seenAlready: documents.length - moved.length,
    written,
    removed: changed.length - written,
    unchanged: moved.reduce((sum, { calls }) => sum + calls.length, 0) - written,
  };
};
