import type { EventLog, RecordedEvent } from '#ports';
import { parseStreamName, readLinkEvent, type StreamNames } from '#domain';
import { LRUCache } from 'lru-cache';

/** What is known or believed of a dialog's stream: its link, if it has one, and its last revision (null while it does not exist). */
export interface DialogStream {
  readonly link: string | null;
  readonly revision: number | null;
}

const UNSEEN: DialogStream = { link: null, revision: null };

/** Longer chains of links than any engagement makes: only a circle can be this long. */
const LONGEST_CHAIN = 100;

/**
 * Looks up links in the log, and remembers. A link never changes once written, so one that is known stays true. That a stream has
 * none is only believed: whoever writes a link on that belief does so at the very revision it is about, and is refused if more has
 * come (see `lookAgain`). So the common case, a dialog named for the first time, reads nothing.
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

  /** What is believed of a dialog's stream; one never seen is believed not to exist. */
  recall(stream: string): DialogStream {
    return this.known.get(stream) ?? UNSEEN;
  }

  /** The state of a stream after one of its events, which is read only where something before it was not seen. */
  async after(stream: string, event: { readonly revision: number }): Promise<DialogStream> {
    const { link, revision } = this.recall(stream);
    if (link !== null || (revision ?? -1) >= event.revision) return this.recall(stream);
    if ((revision ?? -1) < event.revision - 1) return this.lookAgain(stream);
    // a link that stands after this event is not yet read; reading it will bring along what stands before it
    const state = { link: null, revision: event.revision };
    this.known.set(stream, state);
    return state;
  }

  /**
   * Reads what came since the last look. `atLeast`: a revision that the log says the stream has; what stands there need not be one of the
   * events that are read (a note that somebody has written by hand), and the next link goes after it all the same.
   */
  async lookAgain(stream: string, atLeast: number | null = null): Promise<DialogStream> {
    let state = this.recall(stream);
    const from = state.revision === null ? 0 : state.revision + 1;
    for await (const event of this.log.readStream(stream, { from })) {
      if (state.link !== null) break;
      state = { link: linkOf(event), revision: event.revision };
    }
    if (atLeast !== null && atLeast > (state.revision ?? -1)) state = { ...state, revision: atLeast };
    const now = this.recall(stream);
    if (now.link !== null) return now; // found or written during the look
    this.known.set(stream, state);
    return state;
  }

  /** After a link was written, or was found while following. */
  note(stream: string, state: DialogStream): void {
    this.known.set(stream, state);
  }

  /** Where the chain of links from a stream ends: a record's stream, or a dialog's that is believed to have no link. */
  endOf(stream: string): string {
    let end = stream;
    for (let step = 0; step < LONGEST_CHAIN; step++) {
      if (parseStreamName(end)?.kind !== 'dialog') return end;
      const { link } = this.recall(end);
      if (link === null) return end;
      end = link;
    }
    throw new Error(`the links from ${stream} go round in a circle`);
  }

  endOfDialog(dialogUuid: string): string {
    return this.endOf(this.streams.dialog(dialogUuid));
  }

  /** The same, not believed but looked up. */
  async lookUpEndOfDialog(dialogUuid: string): Promise<string> {
    let end = this.endOfDialog(dialogUuid);
    while (parseStreamName(end)?.kind === 'dialog' && (await this.lookAgain(end)).link !== null) end = this.endOf(end);
    return end;
  }
}

export const linkOf = (event: RecordedEvent): string | null => {
  const link = readLinkEvent(event);
  return link?.type === 'DialogLinked' ? link.to : null;
};
