import type { EventLog, NewEvent, RecordedEvent } from '#ports';
import { RevisionConflict, StreamDeleted } from '#ports';
import {
  decideForEvent,
  decideForLinkedStream,
  decideForMeeting,
  dialogsNamedBy,
  parseStreamName,
  readDelivery,
  type DialogEnd,
  type LinkAction,
  type StreamNames,
} from '#domain';
import { InOrder } from './inOrder.js';
import { LinkIndex, linkOf } from './linkIndex.js';

export interface LinkerParts {
  readonly log: EventLog;
  readonly streams: StreamNames;
  /** The same text gives the same UUID: what the linker writes twice has one id. */
  readonly idOf: (text: string) => string;
  /** How many dialogs' streams are remembered (default 50,000). */
  readonly remember?: number;
  /** Told what could not be written down, since its stream was deleted for good. */
  readonly onDeleted?: (error: StreamDeleted) => void;
}

/** What came meanwhile makes a decision void: look again. */
class LooksDifferentNow extends Error {}

/** Only what others write at the same time makes a decision void that rests on what was looked up. */
const MOST_LOOKS = 20;

type FindEnd = (dialogUuid: string) => string | Promise<string>;

/**
 * Writes down what belongs together (design.md 2): follows decisions of the domain with appends, each of which can be repeated.
 * Events of different dialogs may be handled at the same time; those of one dialog in log order.
 */
export class Linker {
  private readonly index: LinkIndex;
  private readonly dialogLinks = new InOrder();

  constructor(private readonly parts: LinkerParts) {
    this.index = new LinkIndex(parts.log, parts.streams, parts.remember);
  }

  /**
   * Does all that this event asks for; when it resolves, that is durable. Decides by what is remembered, which is nearly always right and
   * costs no look. Where it was not, it looks all of it up: one meeting may have more members that were forgotten than would be tried.
   */
  async handle(event: RecordedEvent): Promise<void> {
    let findEnd: FindEnd = (dialog) => this.index.endOfDialog(dialog);
    for (let look = 0; look < MOST_LOOKS; look++) {
      try {
        await this.handleOnce(event, findEnd);
        return;
      } catch (error) {
        if (!(error instanceof LooksDifferentNow)) throw error;
        findEnd = (dialog) => this.index.lookUpEndOfDialog(dialog);
      }
    }
    throw new Error(`${event.stream} kept changing while its event ${event.id} was linked`);
  }

  private async handleOnce(event: RecordedEvent, findEnd: FindEnd): Promise<void> {
    const target = parseStreamName(event.stream)?.kind === 'dialog' ? await this.linkAfter(event) : null;
    if (target !== null) {
      await this.perform(decideForLinkedStream(event, target), event);
      return;
    }
    const ends = await endsOf(dialogsNamedBy(event), findEnd);
    await this.perform(decideForEvent(event, ends), event);
    const { meetingUuid, dialogUuid } = readDelivery(event.body);
    const isHere = ends.some(({ dialog, end }) => dialog === dialogUuid && parseStreamName(end)?.kind === 'dialog');
    if (meetingUuid !== null && (isHere || ends[0]?.end === event.stream))
      await this.joinMeeting(meetingUuid, event, findEnd);
  }

  /** The link that stands in the event's own stream up to this event. */
  private async linkAfter(event: RecordedEvent): Promise<string | null> {
    const link = linkOf(event);
    if (link !== null) this.index.note(event.stream, { link, revision: event.revision });
    return (await this.index.after(event.stream, event)).link;
  }

  /** Notes who entered, then brings the members together. */
  private async joinMeeting(meeting: string, event: RecordedEvent, findEnd: FindEnd): Promise<void> {
    const stream = this.parts.streams.meeting(meeting);
    await this.unlessDeleted(this.parts.log.append(stream, [copyOf(event)], 'any'));
    const members = new Set<string>();
    for await (const entered of this.parts.log.readStream(stream)) {
      const { dialogUuid } = readDelivery(entered.body);
      if (dialogUuid !== null) members.add(dialogUuid);
    }
    await this.perform(decideForMeeting(meeting, await endsOf(members, findEnd)), event);
  }

  /** In order: a later action may rest on an earlier one. */
  private async perform(actions: readonly LinkAction[], event: RecordedEvent): Promise<void> {
    for (const action of actions) await this.unlessDeleted(this.do(action, event));
  }

  private async do(action: LinkAction, event: RecordedEvent): Promise<void> {
    switch (action.do) {
      case 'link':
        return this.link(action, event);
      case 'copy':
        await this.parts.log.append(action.to, [copyOf(event)], 'any');
        return;
      case 'copyHeld':
        return this.copyHeld(action.from, action.to, event.revision);
      case 'sayElsewhere':
        return this.sayElsewhere(action, event);
    }
  }

  /** Nothing will ever stand in a stream that was deleted for good: to try it again would keep everything else from being linked. */
  private async unlessDeleted(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!(error instanceof StreamDeleted)) throw error;
      this.parts.onDeleted?.(error);
    }
  }

  private link(action: Extract<LinkAction, { do: 'link' }>, event: RecordedEvent): Promise<void> {
    if (parseStreamName(action.to)?.kind !== 'dialog') return this.writeLink(action, event);
    // no two between dialogs that share a stream: made at once they could close a circle that neither sees
    return this.dialogLinks.add([action.from, action.to], () => this.writeLink(action, event));
  }

  /** A link is written once: only onto the very revision up to which the stream is believed to have none. */
  private async writeLink(action: Extract<LinkAction, { do: 'link' }>, event: RecordedEvent): Promise<void> {
    const { dialog, from, to } = action;
    const believed = this.index.recall(from);
    if (believed.link === to) return;
    if (believed.link !== null || (await this.isLinked(to))) throw new LooksDifferentNow();
    const link = this.ownEvent('DialogLinked', { dialog, to }, from, event);
    try {
      const { revision } = await this.parts.log.append(from, [link], believed.revision ?? 'none');
      this.index.note(from, { link: to, revision });
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      await this.index.lookAgain(from, error.actual);
      throw new LooksDifferentNow();
    }
  }

  /** Looked up, not believed: nothing guards the stream that is linked to, and a wrong belief of it would close a circle. */
  private async isLinked(stream: string): Promise<boolean> {
    return parseStreamName(stream)?.kind === 'dialog' && (await this.index.lookAgain(stream)).link !== null;
  }

  private async copyHeld(from: string, to: string, before: number): Promise<void> {
    const held: NewEvent[] = [];
    for await (const event of this.parts.log.readStream(from)) {
      if (event.revision >= before) break;
      held.push(copyOf(event));
    }
    // at the same time: the fold does not mind their order
    await Promise.all(held.map((copy) => this.parts.log.append(to, [copy], 'any')));
  }

  private async sayElsewhere(action: Extract<LinkAction, { do: 'sayElsewhere' }>, event: RecordedEvent): Promise<void> {
    const { stream, dialog, to, meeting } = action;
    await this.parts.log.append(
      stream,
      [this.ownEvent('DialogBelongsElsewhere', { dialog, to, meeting }, stream, event)],
      'any',
    );
  }

  private ownEvent(type: string, data: Record<string, string | null>, stream: string, cause: RecordedEvent): NewEvent {
    const text = JSON.stringify(data);
    return {
      id: this.parts.idOf(`${type} ${stream} ${text}`),
      type,
      text,
      metadata: { receivedAt: null, source: 'linker', schemaVersion: 1, $correlationId: cause.metadata.$correlationId },
    };
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
