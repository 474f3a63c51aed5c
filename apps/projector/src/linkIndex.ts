import type { EventLog } from '#ports';
import { parseStreamName, readLinkEvent, type StreamNames } from '#domain';
import { LRUCache } from 'lru-cache';

/** What is known of a dialog's stream: its link, if it has one, and its last revision (null while it does not exist). */
export interface DialogStream {
  readonly link: string | null;
  readonly revision: number | null;
}

const UNSEEN: DialogStream = { link: null, revision: null };

/** Longer chains of links than any engagement makes: only a circle can be this long. */
const LONGEST_CHAIN = 100;

/**
 * Looks up links in the log. A link never changes once written, so it is remembered; of a stream without one only the part
 * that came since the last look is read.
 */
export class LinkIndex {
  private readonly known: LRUCache<string, DialogStream>;

  constructor(
    private readonly log: EventLog,
    private readonly streams: StreamNames,
    cacheSize = 50_000,
  ) {
    this.known = new LRUCache({ max: cacheSize });
  }

  /** The present state of a dialog's stream. */
  async look(stream: string): Promise<DialogStream> {
    let state = this.known.get(stream) ?? UNSEEN;
    if (state.link !== null) return state;
    const from = state.revision === null ? 0 : state.revision + 1;
    for await (const event of this.log.readStream(stream, { from })) {
      const link = readLinkEvent(event);
      state = { link: link?.type === 'DialogLinked' ? link.to : state.link, revision: event.revision };
      if (state.link !== null) break;
    }
    this.known.set(stream, state);
    return state;
  }

  /** Where the chain of links from a stream ends: a record's stream, or a dialog's that has no link. */
  async endOf(stream: string): Promise<string> {
    let end = stream;
    for (let step = 0; step < LONGEST_CHAIN; step++) {
      if (parseStreamName(end)?.kind !== 'dialog') return end;
      const { link } = await this.look(end);
      if (link === null) return end;
      end = link;
    }
    throw new Error(`the links from ${stream} go round in a circle`);
  }

  endOfDialog(dialogUuid: string): Promise<string> {
    return this.endOf(this.streams.dialog(dialogUuid));
  }
}
