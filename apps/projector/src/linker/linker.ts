import { v5 } from 'uuid';
import type { EventLog, NewEvent, RecordedEvent } from '#ports';
import { EventTooLarge, RevisionConflict, StreamDeleted } from '#ports';
import { forEachConcurrently, InOrder } from '#concurrency';
import { decideForEvent, decideForLinkedStream, isDecided, parseStreamName, readDelivery } from '#domain';
import type { DialogEnd, LinkAction, StreamNames, Ties } from '#domain';
import { LinkIndex, linkOf } from './linkIndex.js';
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

/** How many held events are appended at the same time. One by one they would be slow on a log behind a network. */
const COPIES_AT_ONCE = 32;

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
   * @throws StoreUnavailable
   */
  async handle(event: RecordedEvent): Promise<void> {
    let findEnd: FindEnd = (dialog) => this.#index.endOfDialog(dialog);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      try {
        await this.#handleOnce(event, findEnd);
        return;
      } catch (error) {
        if (!(error instanceof StaleBelief)) throw error;
        findEnd = (dialog) => this.#index.lookUpEndOfDialog(dialog);
      }
    }
    throw new Error(`${event.stream} kept changing while its event ${event.id} was linked`);
  }

  async #handleOnce(event: RecordedEvent, findEnd: FindEnd): Promise<void> {
    if (isDecided(event)) return;
    const target = parseStreamName(event.stream)?.kind === 'dialog' ? await this.#linkAfter(event) : null;
    const actions =
      target === null
        ? decideForEvent(event, await this.#tiesOf(event, findEnd))
        : decideForLinkedStream(event, target);
    for (const action of actions) await this.#unlessImpossible(this.#perform(action, event));
  }

  /** The link that stands in the event's own stream up to this event. */
  async #linkAfter(event: RecordedEvent): Promise<string | null> {
    const link = linkOf(event);
    if (link !== null) this.#index.remember(event.stream, { link, revision: event.revision });
    return (await this.#index.after(event.stream, event)).link;
  }

  async #tiesOf(event: RecordedEvent, findEnd: FindEnd): Promise<Ties> {
    const { dialogUuid, namedDialogs, meetingUuid } = readDelivery(event.body);
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
      if (!(error instanceof StreamDeleted || error instanceof EventTooLarge)) throw error;
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
    const held: NewEvent[] = [];
    for await (const event of this.parts.log.readStream(from)) {
      if (event.revision >= before) break;
      held.push(copyOf(event));
    }
    // at the same time, because the fold does not depend on their order
    await forEachConcurrently(held, COPIES_AT_ONCE, (copy) =>
      this.#unlessImpossible(this.parts.log.append(to, [copy], 'any')),
    );
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
