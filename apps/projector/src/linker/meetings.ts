import { LRUCache } from 'lru-cache';
import { readDelivery } from '#domain';
import type { EventLog } from '#ports';

/** Members of all meetings together that are remembered from batch to batch. */
const MOST_MEMBERS = 50_000;

/**
 * Who is in each meeting, in the order of their entries (docs/linking.md#meetings). What was read of a meeting's stream is remembered, so a
 * room that thousands of dialogs enter is not read again for each of them.
 */
export class Meetings {
  readonly #known = new LRUCache<string, Set<string>>({
    maxSize: MOST_MEMBERS,
    sizeCalculation: (members) => Math.min(MOST_MEMBERS, members.size + 1),
  });

  /** Those that were looked up for the batch at hand, which needs all of its meetings at once, however large they are. */
  readonly #ofBatch = new Map<string, Set<string>>();

  constructor(private readonly log: EventLog) {}

  beginBatch(): void {
    this.#ofBatch.clear();
  }

  /** The dialogs in the meeting of this stream; null: it has to be looked up. */
  membersOf(stream: string): ReadonlySet<string> | null {
    return this.#find(stream) ?? null;
  }

  /** Notes an entry that was appended to a meeting's stream. */
  add(stream: string, dialog: string): void {
    const members = this.#find(stream);
    if (members !== undefined) this.#known.set(stream, members.add(dialog));
  }

  /** @throws StoreUnavailable */
  async lookUp(stream: string): Promise<void> {
    const members = new Set<string>();
    for await (const entered of this.log.readStream(stream)) {
      const { dialogUuid } = readDelivery(entered.body);
      if (dialogUuid !== null) members.add(dialogUuid);
    }
    this.#known.set(stream, members);
    this.#ofBatch.set(stream, members);
  }

  #find(stream: string): Set<string> | undefined {
    return this.#ofBatch.get(stream) ?? this.#known.get(stream);
  }
}
