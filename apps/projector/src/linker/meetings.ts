import { LRUCache } from 'lru-cache';
import { readDelivery } from '#domain';
import type { Appended, EventLog } from '#ports';

interface Known {
  /** The last revision of the meeting's stream that was read; -1: nothing was. */
  readonly revision: number;
  readonly members: readonly string[];
}

const UNREAD: Known = { revision: -1, members: [] };

/** Members of all meetings together that are remembered. */
const MOST_MEMBERS = 50_000;

/**
 * Who is in each meeting, in the order of their entries, as its stream says (docs/linking.md#meetings). What has been read of a stream is
 * remembered, so a room that thousands of dialogs enter is not read again for each of them.
 */
export class Meetings {
  readonly #known = new LRUCache<string, Known>({
    maxSize: MOST_MEMBERS,
    sizeCalculation: ({ members }) => Math.min(MOST_MEMBERS, members.length + 1),
  });

  constructor(private readonly log: EventLog) {}

  /**
   * The members once a dialog has entered. Two entries of one meeting must not be handled at the same time.
   * @param entry where the entry was appended to the meeting's stream; null: it could not be
   */
  async membersAfter(stream: string, dialog: string, entry: Appended | null): Promise<readonly string[]> {
    const known = this.#known.get(stream) ?? UNREAD;
    // a repeat: whoever has entered since, by another linker, is tied to this dialog when that entry is handled
    if (entry !== null && entry.revision <= known.revision) return known.members;
    const isNext = entry !== null && entry.revision === known.revision + 1;
    const now = isNext
      ? { revision: entry.revision, members: [...known.members, dialog] }
      : await this.#readFurther(stream, known);
    this.#known.set(stream, now);
    return now.members;
  }

  async #readFurther(stream: string, { revision, members }: Known): Promise<Known> {
    const all = [...members];
    let last = revision;
    for await (const entered of this.log.readStream(stream, { from: revision + 1 })) {
      const { dialogUuid } = readDelivery(entered.body);
      if (dialogUuid !== null) all.push(dialogUuid);
      last = entered.revision;
    }
    return { revision: last, members: all };
  }
}
