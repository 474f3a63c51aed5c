import type { EventLog, NewEvent, RecordedEvent } from '#ports';
import { EventTooLarge, RevisionConflict, StreamDeleted } from '#ports';
import { forEachConcurrently } from '#concurrency';
import { groupBy, isDecided, parseStreamName, readDelivery, type StreamNames } from '#domain';
import { streamPages } from '../streamPages.js';
import { decideBatch, type BatchDecision, type Known } from './decideBatch.js';
import { copyOf, linkEventOf, noteEventOf, type ActionOf } from './linkEvents.js';
import { LinkIndex } from './linkIndex.js';
import { Meetings } from './meetings.js';

export interface LinkerParts {
  readonly log: EventLog;
  readonly streams: StreamNames;
  /** How many dialogs' streams are remembered (default 50,000). */
  readonly remember?: number;
  /** Called for what can never be written: its stream was deleted for good, or the server takes no event of that size any more. */
  readonly onLeftOut?: (error: StreamDeleted | EventTooLarge) => void;
}

/** How much is asked of the log at the same time. An adapter limits how many of these reach its server. */
const REQUESTS_AT_ONCE = 512;

/** Each attempt knows more of the log than the one before it, so only somebody else who writes links could need so many. */
const MAX_ATTEMPTS = 100;

/**
 * Performs the decisions of the domain about what belongs together (docs/linking.md#the-linker) as appends, each of which can be repeated.
 * It must be given the events of the log in their order.
 */
export class Linker {
  readonly #meetings: Meetings;
  #index: LinkIndex | null = null;

  constructor(private readonly parts: LinkerParts) {
    this.#meetings = new Meetings(parts.log);
  }

  /**
   * Does all that these events ask for, which then is durable. What it knows and believes is nearly always right, so most batches are
   * decided without reading anything; where something is missing or was wrong, it is looked up, and the batch is decided again.
   * @param signal ends the work early: nothing more is begun, and what is under way ends
   * @returns whether all is done
   * @throws StoreUnavailable
   */
  async handle(events: readonly RecordedEvent[], signal?: AbortSignal): Promise<boolean> {
    const index = await this.#openIndex();
    this.#meetings.beginBatch();
    for (const event of events) if (parseStreamName(event.stream)?.kind === 'dialog') index.note(event);
    const batch = events
      .filter((event) => !isDecided(event))
      .map((event) => ({ event, delivery: readDelivery(event.body) }));
    const known: Known = {
      dialogStream: (stream) => index.of(stream),
      membersOf: (stream) => this.#meetings.membersOf(stream),
    };
    const isEnding = (): boolean => signal?.aborted ?? false;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (isEnding()) return false;
      const decision = decideBatch(batch, known, this.parts.streams);
      if (decision.missing.size > 0) await this.#lookUp(decision.missing, index);
      else if (await this.#writeLinks(decision, index)) {
        if (isEnding()) return false;
        await this.#writeOthers(decision);
        return true;
      }
    }
    throw new Error(`streams kept changing while the events up to ${events.at(-1)?.position} were linked`);
  }

  async #openIndex(): Promise<LinkIndex> {
    const { log, remember } = this.parts;
    this.#index ??= new LinkIndex(log, await log.head(), remember);
    return this.#index;
  }

  #lookUp(streams: ReadonlySet<string>, index: LinkIndex): Promise<void> {
    return forEachConcurrently(streams, Math.min(REQUESTS_AT_ONCE, streams.size), (stream) =>
      parseStreamName(stream)?.kind === 'meeting' ? this.#meetings.lookUp(stream) : index.lookUp(stream),
    );
  }

  /**
   * Writes links, and entries into meetings. A link is written once: only at the very revision up to which its stream is believed to have
   * none. A stream that has come further is looked up.
   * @returns whether every belief was right. Else the batch has to be decided again: the link may be there already, or another one
   */
  async #writeLinks({ links, entries }: BatchDecision, index: LinkIndex): Promise<boolean> {
    let wereRight = true;
    const writeLink = async ({ link, expected, cause }: BatchDecision['links'][number]): Promise<void> => {
      const { from, to } = link;
      try {
        const { revision } = await this.parts.log.append(from, [linkEventOf(link, cause)], expected ?? 'none');
        index.remember(from, to, revision);
      } catch (error) {
        if (!(error instanceof RevisionConflict)) throw error;
        wereRight = false;
        await index.lookUp(from, error.actual);
      }
    };
    const enter = async (stream: string, entered: BatchDecision['entries']): Promise<void> => {
      await this.#copyTogether(
        stream,
        entered.map(({ entry }) => copyOf(entry)),
      );
      for (const { dialog } of entered) this.#meetings.add(stream, dialog);
    };
    const byMeeting = groupBy(entries, ({ stream }) => stream);
    await this.#perform([
      ...links.map((one) => () => writeLink(one)),
      ...Array.from(
        byMeeting,
        ([stream, entered]) =>
          () =>
            enter(stream, entered),
      ),
    ]);
    return wereRight;
  }

  /** Writes what rests on the links: a crash must not leave a note that a dialog is elsewhere without the link that leads there. */
  #writeOthers({ others }: BatchDecision): Promise<void> {
    const { log } = this.parts;
    return this.#perform(
      others.map(({ action, event }) => async () => {
        switch (action.do) {
          case 'copy':
            await log.append(action.to, [copyOf(event)], 'any');
            return;
          case 'copyHeld':
            return this.#copyHeld(action, event.revision);
          case 'noteElsewhere':
            await log.append(action.stream, [noteEventOf(action, event)], 'any');
        }
      }),
    );
  }

  #perform(works: readonly (() => Promise<void>)[]): Promise<void> {
    return forEachConcurrently(works, Math.min(REQUESTS_AT_ONCE, works.length), (work) =>
      this.#unlessImpossible(work()),
    );
  }

  async #copyHeld({ from, to }: ActionOf<'copyHeld'>, before: number): Promise<void> {
    if (before === 0) return; // most dialogs name their record at once: then the link is all that their own stream holds
    for await (const page of streamPages(this.parts.log, from)) {
      const held = page.filter(({ revision }) => revision < before);
      if (held.length > 0) await this.#copyTogether(to, held.map(copyOf));
      if (held.length < page.length) return;
    }
  }

  /** In one append. Where that is impossible, each copy is tried alone, so that only the impossible ones are left out. */
  async #copyTogether(to: string, copies: readonly NewEvent[]): Promise<void> {
    try {
      await this.parts.log.append(to, copies, 'any');
    } catch (error) {
      if (!isImpossible(error)) throw error;
      for (const copy of copies) await this.#unlessImpossible(this.parts.log.append(to, [copy], 'any'));
    }
  }

  /** Trying again what can never be written would keep everything else from being linked. A copy is a little larger than its original. */
  async #unlessImpossible(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!isImpossible(error)) throw error;
      this.parts.onLeftOut?.(error);
    }
  }
}

const isImpossible = (error: unknown): error is StreamDeleted | EventTooLarge =>
  error instanceof StreamDeleted || error instanceof EventTooLarge;
