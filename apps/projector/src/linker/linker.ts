import { v5 } from 'uuid';
import type { EventLog, NewEvent, RecordedEvent } from '#ports';
import { EventTooLarge, RevisionConflict, StreamDeleted } from '#ports';
import { InOrder } from '#concurrency';
import { decideForEvent, decideForLinkedStream, isDecided, parseStreamName, readDelivery } from '#domain';
import type { Delivery, DialogEnd, LinkAction, StreamNames, Ties } from '#domain';
import { streamPages } from '../streamPages.js';
import { LinkIndex, linkOf, UNLINKED, type DialogStream } from './linkIndex.js';
import { Meetings } from './meetings.js';

export interface LinkerParts {
  readonly log: EventLog;
  readonly streams: StreamNames;
  /** How many dialogs' streams are remembered (default 50,000). */
  readonly remember?: number;
  /** Called for what can never be written: its stream was deleted for good, or the server takes no event of that size any more. */
  readonly onLeftOut?: (error: StreamDeleted | EventTooLarge) => void;
}

type ActionOf<Kind extends LinkAction['do']> = Extract<LinkAction, { do: Kind }>;

/** Namespace of the ids of links and notes: the same one has the same id whoever writes it, so it can be written again. */
const NAMESPACE = '8f6ad3a4-5f0e-4a43-9a54-3d3c2a4d6c1e';

/** A decision rested on a belief that has turned out wrong: it is made again. */
class StaleBelief extends Error {}

/** From the second attempt on all is read from the log, so only what others write meanwhile can void a decision again. */
const MAX_ATTEMPTS = 20;

type FindEnd = (dialogUuid: string) => string | Promise<string>;

/**
 * Performs the decisions of the domain about what belongs together (docs/linking.md#the-linker) as appends, each of which can be repeated.
 * Events that share a dialog or a meeting must be handled one after the other in log order, others may be handled at the same time.
 */
export class Linker {
  readonly #index: LinkIndex;
  readonly #meetings: Meetings;
  readonly #linksBetweenDialogs = new InOrder();

  constructor(private readonly parts: LinkerParts) {
    this.#index = new LinkIndex(parts.log, parts.streams, parts.remember);
    this.#meetings = new Meetings(parts.log);
  }

  /**
   * Does all that this event asks for; when it resolves, that is durable. The first attempt trusts the cache, which costs no read and is
   * nearly always right. Where it was wrong, every further attempt reads the log.
   * @param delivery what the event's body says, where the caller has read it already
   * @throws StoreUnavailable
   */
  async handle(event: RecordedEvent, delivery = readDelivery(event.body)): Promise<void> {
    let findEnd: FindEnd = (dialog) => this.#index.endOfDialog(dialog);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      try {
        await this.#handleOnce(event, delivery, findEnd);
        return;
      } catch (error) {
        if (!(error instanceof StaleBelief)) throw error;
        findEnd = (dialog) => this.#index.lookUpEndOfDialog(dialog);
      }
    }
    throw new Error(`${event.stream} kept changing while its event ${event.id} was linked`);
  }

  /**
   * Notes an event that stands in the log and is still to be handled. What is known of a dialog's stream ahead of its events saves a link
   * that would be refused because more has come.
   */
  note(event: RecordedEvent): void {
    if (parseStreamName(event.stream)?.kind === 'dialog') this.#index.note(event);
  }

  async #handleOnce(event: RecordedEvent, delivery: Delivery, findEnd: FindEnd): Promise<void> {
    if (isDecided(event)) return;
    const own = parseStreamName(event.stream)?.kind === 'dialog' ? await this.#streamAfter(event) : UNLINKED;
    if (own.link !== null && event.revision < (own.revision ?? 0)) return; // it is copied with the link, which is still to be read
    const actions =
      own.link === null
        ? decideForEvent(event, await this.#tiesOf(event, delivery, findEnd))
        : decideForLinkedStream(event, own.link);
    for (const action of actions) await this.#unlessImpossible(this.#perform(action, event));
  }

  /** The state of the event's own stream, a dialog's: with its link if one is known, be it before or after this event. */
  async #streamAfter(event: RecordedEvent): Promise<DialogStream> {
    const link = linkOf(event);
    if (link !== null) this.#index.remember(event.stream, { link, revision: event.revision });
    return this.#index.after(event.stream, event);
  }

  async #tiesOf(event: RecordedEvent, delivery: Delivery, findEnd: FindEnd): Promise<Ties> {
    const { dialogUuid, namedDialogs, meetingUuid } = delivery;
    const others = new Set(namedDialogs);
    if (meetingUuid !== null && dialogUuid !== null)
      for (const member of await this.#enterMeeting(meetingUuid, dialogUuid, event)) others.add(member);
    if (dialogUuid === null) return { own: null, others: await endsOf(others, findEnd) };
    others.delete(dialogUuid);
    const own = { dialog: dialogUuid, end: await findEnd(dialogUuid) };
    return { own, others: await endsOf(others, findEnd) };
  }

  /** Notes in the meeting's stream who has entered, and answers who is in it: in the order of their entries. */
  async #enterMeeting(meetingUuid: string, dialogUuid: string, event: RecordedEvent): Promise<readonly string[]> {
    const stream = this.parts.streams.meeting(meetingUuid);
    const entry = await this.#unlessImpossible(this.parts.log.append(stream, [copyOf(event)], 'any'));
    return this.#meetings.membersAfter(stream, dialogUuid, entry);
  }

  async #perform(action: LinkAction, event: RecordedEvent): Promise<void> {
    switch (action.do) {
      case 'link':
        return this.#link(action, event);
      case 'copy':
        await this.parts.log.append(action.to, [copyOf(event)], 'any');
        return;
      case 'copyHeld':
        return this.#copyHeld(action, event.revision);
      case 'noteElsewhere':
        return this.#noteElsewhere(action, event);
    }
  }

  /** Trying again what can never be written would keep everything else from being linked. A copy is a little larger than its original. */
  async #unlessImpossible<Result>(work: Promise<Result>): Promise<Result | null> {
    try {
      return await work;
    } catch (error) {
      if (!isImpossible(error)) throw error;
      this.parts.onLeftOut?.(error);
      return null;
    }
  }

  #link(link: ActionOf<'link'>, event: RecordedEvent): Promise<void> {
    if (parseStreamName(link.to)?.kind !== 'dialog') return this.#writeLink(link, event);
    // two links between dialogs that are written at the same time could close a circle that neither sees
    return this.#linksBetweenDialogs.add([link.from, link.to], () => this.#writeLink(link, event));
  }

  /** A link is written once: only at the very revision up to which the stream is believed to have none. */
  async #writeLink({ dialog, from, to }: ActionOf<'link'>, event: RecordedEvent): Promise<void> {
    const believed = this.#index.cached(from);
    if (believed.link === to) return;
    if (believed.link !== null || (await this.#isLinked(to))) throw new StaleBelief();
    const link = ownEvent('DialogLinked', { dialog, to }, from, event);
    try {
      const { revision } = await this.parts.log.append(from, [link], believed.revision ?? 'none');
      this.#index.remember(from, { link: to, revision });
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      await this.#index.refresh(from, error.actual);
      throw new StaleBelief();
    }
  }

  /** Read from the log: nothing guards the stream that is linked to, and a wrong belief about it would close a circle. */
  async #isLinked(stream: string): Promise<boolean> {
    return parseStreamName(stream)?.kind === 'dialog' && (await this.#index.refresh(stream)).link !== null;
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

  async #noteElsewhere(note: ActionOf<'noteElsewhere'>, event: RecordedEvent): Promise<void> {
    const { stream, dialog, to, tiedTo } = note;
    await this.parts.log.append(
      stream,
      [ownEvent('DialogBelongsElsewhere', { dialog, to, tiedTo }, stream, event)],
      'any',
    );
  }
}

const isImpossible = (error: unknown): error is StreamDeleted | EventTooLarge =>
  error instanceof StreamDeleted || error instanceof EventTooLarge;

/** In the given order. */
const endsOf = async (dialogs: Iterable<string>, findEnd: FindEnd): Promise<DialogEnd[]> => {
  const ends: DialogEnd[] = [];
  for (const dialog of dialogs) ends.push({ dialog, end: await findEnd(dialog) });
  return ends;
};

/** The same event for another stream; it says where it came from. */
const copyOf = ({ id, type, text, metadata, stream }: RecordedEvent): NewEvent => ({
  id,
  type,
  text,
  metadata: { ...metadata, copiedFrom: stream },
});

/** A link or a note, as an event of the stream. */
const ownEvent = (
  type: string,
  data: Record<string, string | null>,
  stream: string,
  cause: RecordedEvent,
): NewEvent => {
  const text = JSON.stringify(data);
  return {
    id: v5(`${type} ${stream} ${text}`, NAMESPACE),
    type,
    text,
    metadata: { receivedAt: null, source: 'linker', schemaVersion: 1, $correlationId: cause.metadata.$correlationId },
  };
};
