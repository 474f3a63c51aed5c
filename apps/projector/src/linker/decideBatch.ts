import { decideForEvent, decideForLinkedStream, parseStreamName } from '#domain';
import type { Delivery, DialogEnd, LinkAction, StreamNames, Ties } from '#domain';
import type { RecordedEvent } from '#ports';
import type { ActionOf } from './linkEvents.js';
import { NEVER_SEEN, type DialogStream } from './linkIndex.js';
import { MeetingInBatch, NOBODY, type MetDialogs } from './meetingInBatch.js';

/** An event of the log, and what its body says. */
export interface ReadEvent {
  readonly event: RecordedEvent;
  readonly delivery: Delivery;
}

/** What the log holds, as far as that is known. */
export interface Known {
  readonly dialogStream: (stream: string) => DialogStream;
  /** The dialogs in the meeting of a stream, in the order of their entries; null: not known. */
  readonly membersOf: (stream: string) => ReadonlySet<string> | null;
}

/** What a batch of events asks for, in the order of the events. */
export interface BatchDecision {
  /** Links, each to be written into a stream that ends at the expected revision (null: that does not exist). */
  readonly links: {
    readonly link: ActionOf<'link'>;
    readonly expected: number | null;
    readonly cause: RecordedEvent;
  }[];
  /** Entries into meetings, to be copied into the meetings' streams. */
  readonly entries: { readonly stream: string; readonly dialog: string; readonly entry: RecordedEvent }[];
  /** What rests on the links. */
  readonly others: { readonly action: Exclude<LinkAction, ActionOf<'link'>>; readonly event: RecordedEvent }[];
  /** Streams that have to be looked up. While there are any, the batch has to be decided again afterwards. */
  readonly missing: Set<string>;
}

/**
 * Decides what a batch of events asks for (docs/linking.md#the-linker), one event after the other, each with what was decided for those
 * before it. It reads nothing: where something would have to be read first, it goes on with what is believed and names the stream as
 * missing, so that all that a batch needs can be looked up together.
 */
export const decideBatch = (batch: readonly ReadEvent[], known: Known, streams: StreamNames): BatchDecision => {
  const deciding = new Deciding(known, streams);
  for (const one of batch) deciding.decide(one);
  return deciding.decision;
};

const isDialogs = (stream: string): boolean => parseStreamName(stream)?.kind === 'dialog';

class Deciding {
  readonly decision: BatchDecision = { links: [], entries: [], others: [], missing: new Set() };
  /** Streams to which this batch gives a link. */
  readonly #linked = new Map<string, DialogStream>();
  /** Meetings that dialogs of this batch enter. */
  readonly #meetings = new Map<string, MeetingInBatch>();

  constructor(
    private readonly known: Known,
    private readonly streams: StreamNames,
  ) {}

  decide({ event, delivery }: ReadEvent): void {
    const { stream, revision } = event;
    const own = isDialogs(stream) ? this.#stateOf(stream) : NEVER_SEEN;
    if (own.link !== null && revision < (own.revision ?? 0)) return; // it is copied with the link, which is still to be read
    if (own.link === null && isDialogs(stream) && revision > (own.revision ?? -1)) this.decision.missing.add(stream);
    const actions =
      own.link === null ? decideForEvent(event, this.#tiesOf(event, delivery)) : decideForLinkedStream(event, own.link);
    for (const action of actions) {
      if (action.do === 'link') this.#link(action, event);
      else this.decision.others.push({ action, event });
    }
  }

  #stateOf(stream: string): DialogStream {
    return this.#linked.get(stream) ?? this.known.dialogStream(stream);
  }

  #tiesOf(event: RecordedEvent, { dialogUuid, namedDialogs, meetingUuid }: Delivery): Ties {
    const named = namedDialogs.filter((dialog) => dialog !== dialogUuid);
    return {
      own: dialogUuid === null ? null : this.#endOf(dialogUuid),
      named: named.map((dialog) => this.#endOf(dialog)),
      ...(meetingUuid === null || dialogUuid === null ? NOBODY : this.#entered(meetingUuid, dialogUuid, event)),
    };
  }

  /** Whom a dialog meets that has entered a meeting. */
  #entered(meetingUuid: string, dialog: string, entry: RecordedEvent): MetDialogs {
    const stream = this.streams.meeting(meetingUuid);
    let meeting = this.#meetings.get(stream);
    if (meeting === undefined) {
      const members = this.known.membersOf(stream);
      if (members === null) this.decision.missing.add(stream);
      meeting = new MeetingInBatch(members ?? [], (member) => this.#endOf(member));
      this.#meetings.set(stream, meeting);
    }
    if (!meeting.has(dialog)) {
      meeting.enter(dialog);
      this.decision.entries.push({ stream, dialog, entry });
    }
    return meeting.metBy(dialog);
  }

  /** Where the links that begin in a dialog's own stream end. @throws Error they go round in a circle, which the linker never writes */
  #endOf(dialog: string): DialogEnd {
    const first = this.streams.dialog(dialog);
    let end = first;
    for (let link = this.#linkOf(end), steps = 0; link !== null; link = this.#linkOf(end), steps++) {
      if (steps > MOST_LINKS) throw new Error(`the links from ${first} go round in a circle`);
      end = link;
    }
    return { dialog, end };
  }

  /** The link of a stream; only streams of dialogs have one. */
  #linkOf(stream: string): string | null {
    return this.#stateOf(stream).link;
  }

  /**
   * A wrong belief about the stream that gets the link is found when it is written at the expected revision. Nothing guards the stream that
   * is linked to, and if it had a link, the two might close a circle: so of that one a link must be certain to be missing.
   */
  #link(link: ActionOf<'link'>, cause: RecordedEvent): void {
    const from = this.#stateOf(link.from);
    if (from.link !== null) return; // by a link that another dialog of the event has asked for
    if (isDialogs(link.to) && !this.#stateOf(link.to).isCertain) this.decision.missing.add(link.to);
    this.decision.links.push({ link, expected: from.revision, cause });
    this.#linked.set(link.from, { link: link.to, revision: (from.revision ?? -1) + 1, isCertain: true });
  }
}

/** A chain of links is never that long. */
const MOST_LINKS = 10_000;
