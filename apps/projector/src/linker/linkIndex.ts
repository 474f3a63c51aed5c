import type { EventLog, Position, RecordedEvent } from '#ports';
import { parseStreamName, readLinkEvent } from '#domain';
import { LRUCache } from 'lru-cache';

/** What is known, or believed, of a dialog's stream. */
export interface DialogStream {
  /** The stream that it is linked to; null: no link is known. */
  readonly link: string | null;
  /** The link's revision or, without a link, the last revision that is known (null: the stream is not known to exist). */
  readonly revision: number | null;
  /** Whether a missing link is known to be missing. Else it is only believed. */
  readonly isCertain: boolean;
}

export const NEVER_SEEN: DialogStream = { link: null, revision: null, isCertain: false };

/** More than a batch of events needs at once. */
const REMEMBERED_STREAMS = 50_000;

/**
 * Remembers dialogs' streams, and looks them up in the log. A link never changes, so one that is known stays true. That a stream has none is
 * believed of a stream that was never seen, or that may have a link further on in the log, written by an earlier linker. It is certain of a
 * stream that was read to its end since this linker began, or that itself began since: nobody else writes links meanwhile
 * (docs/decisions/0007-links-are-believed-missing.md).
 */
export class LinkIndex {
  readonly #known: LRUCache<string, DialogStream>;

  /** @param head the log's head when this linker began; null: the log was empty */
  constructor(
    private readonly log: EventLog,
    private readonly head: Position | null,
    size = REMEMBERED_STREAMS,
  ) {
    this.#known = new LRUCache({ max: size });
  }

  of(stream: string): DialogStream {
    return this.#known.get(stream) ?? NEVER_SEEN;
  }

  /** Notes an event of a dialog's stream that was met in the log, if it is the stream's link or comes next after what is known. */
  note(event: RecordedEvent): void {
    const { stream, revision } = event;
    const known = this.of(stream);
    if (known.link !== null) return;
    const link = linkOf(event);
    if (link === null && revision !== (known.revision ?? -1) + 1) return;
    const isCertain = known.isCertain || (revision === 0 && (this.head === null || event.position > this.head));
    this.#known.set(stream, { link, revision, isCertain });
  }

  /** Remembers a link that was written. */
  remember(stream: string, link: string, revision: number): void {
    this.#known.set(stream, { link, revision, isCertain: true });
  }

  /**
   * Reads what has come to a stream since it was last read, and to those that its links lead to, until all of them are certain.
   * @param atLeast a revision that the log says the stream has reached. What stands there need not be among the events that are read (it
   * may be a note that somebody wrote by hand), and the next link goes after it all the same.
   * @throws StoreUnavailable
   */
  async lookUp(stream: string, atLeast: number | null = null): Promise<void> {
    let { link } = await this.#read(stream, atLeast);
    while (link !== null && parseStreamName(link)?.kind === 'dialog' && !this.of(link).isCertain)
      ({ link } = await this.#read(link, null));
  }

  async #read(stream: string, atLeast: number | null): Promise<DialogStream> {
    let { link, revision } = this.of(stream);
    if (link === null) {
      for await (const event of this.log.readStream(stream, { from: (revision ?? -1) + 1 })) {
        ({ revision } = event);
        link = linkOf(event);
        if (link !== null) break;
      }
      if (link === null && atLeast !== null) revision = Math.max(atLeast, revision ?? -1);
    }
    const state = { link, revision, isCertain: true };
    this.#known.set(stream, state);
    return state;
  }
}

/** The stream that an event links its own stream to; null for any other event. */
export const linkOf = (event: RecordedEvent): string | null => {
  const link = readLinkEvent(event);
  return link?.type === 'DialogLinked' ? link.to : null;
};
