import type { EventLog, RecordedEvent } from '#ports';
import { parseStreamName, readLinkEvent, type StreamNames } from '#domain';
import { LRUCache } from 'lru-cache';

/**
 * What is known or believed of a dialog's stream: its link and the link's revision or, while it has no link, its last revision (null while
 * it does not exist).
 */
export interface DialogStream {
  readonly link: string | null;
  readonly revision: number | null;
}

export const UNLINKED: DialogStream = { link: null, revision: null };

/**
 * Looks links up in the log, and remembers them. A link never changes once it is written, so one that is known stays true. That a stream
 * has none is only believed: whoever writes a link on that belief does so at the very revision it is about, and is refused if more has
 * come since (docs/decisions/0007-links-are-believed-missing.md). So the common case, a dialog named for the first time, reads nothing.
 */
export class LinkIndex {
  readonly #known: LRUCache<string, DialogStream>;

  constructor(
    private readonly log: EventLog,
    private readonly streams: StreamNames,
    cacheSize = 50_000,
  ) {
    this.#known = new LRUCache({ max: cacheSize });
  }

  /** What is believed of a dialog's stream; one never seen is believed not to exist. */
  cached(stream: string): DialogStream {
    return this.#known.get(stream) ?? UNLINKED;
  }

  /** Notes an event that was met in the log, where it is the next one of its stream or the stream's link. */
  note(event: RecordedEvent): void {
    const { stream, revision } = event;
    const known = this.cached(stream);
    if (known.link !== null) return;
    const link = linkOf(event);
    if (link !== null || revision === (known.revision ?? -1) + 1) this.#known.set(stream, { link, revision });
  }

  /** The state of a stream after one of its events. The stream is read only where something before that event was not seen. */
  async after(stream: string, event: { readonly revision: number }): Promise<DialogStream> {
    const { link, revision } = this.cached(stream);
    if (link !== null || (revision ?? -1) >= event.revision) return this.cached(stream);
    if ((revision ?? -1) < event.revision - 1) return this.refresh(stream);
    // If a later link exists, handling it copies everything before it, including this event.
    const state = { link: null, revision: event.revision };
    this.#known.set(stream, state);
    return state;
  }

  /**
   * Reads the events that have come since the stream was last read, up to its first link.
   * @param atLeast a revision that the log says the stream has reached. What stands there need not be among the events that are read (it
   * may be a note that somebody wrote by hand), and the next link goes after it all the same.
   */
  async refresh(stream: string, atLeast: number | null = null): Promise<DialogStream> {
    let state = this.cached(stream);
    const from = state.revision === null ? 0 : state.revision + 1;
    for await (const event of this.log.readStream(stream, { from })) {
      if (state.link !== null) break;
      state = { link: linkOf(event), revision: event.revision };
    }
    if (state.link === null && atLeast !== null && atLeast > (state.revision ?? -1))
      state = { ...state, revision: atLeast };
    const now = this.cached(stream);
    if (now.link !== null) return now; // found or written while the stream was read
    this.#known.set(stream, state);
    return state;
  }

  /** Remembers a link that was written, or that was found in the events being followed. */
  remember(stream: string, state: DialogStream): void {
    this.#known.set(stream, state);
  }

  /**
   * Where the links that begin in a dialog's own stream end: in a record's stream, or in a dialog's that is believed to have no link.
   * @throws Error the links go round in a circle, which the linker never writes
   */
  endOfDialog(dialogUuid: string): string {
    return this.#endOf(this.streams.dialog(dialogUuid));
  }

  /** The same, with the last link read from the log instead of believed missing. */
  async lookUpEndOfDialog(dialogUuid: string): Promise<string> {
    let end = this.endOfDialog(dialogUuid);
    while (parseStreamName(end)?.kind === 'dialog' && (await this.refresh(end)).link !== null) end = this.#endOf(end);
    return end;
  }

  #endOf(stream: string): string {
    const passed = new Set<string>();
    for (let end = stream; !passed.has(end);) {
      const link = parseStreamName(end)?.kind === 'dialog' ? this.cached(end).link : null;
      if (link === null) return end;
      passed.add(end);
      end = link;
    }
    throw new Error(`the links from ${stream} go round in a circle`);
  }
}

/** The stream that an event links its own stream to; null for any other event. */
export const linkOf = (event: RecordedEvent): string | null => {
  const link = readLinkEvent(event);
  return link?.type === 'DialogLinked' ? link.to : null;
};
