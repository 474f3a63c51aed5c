import { readDelivery } from './delivery.js';
import type { LoggedEvent } from './callEvent.js';
import { readLinkEvent } from './callEvent.js';
import { parseStreamName } from './streams.js';

/**
 * What belongs together (design.md 2, the linker), as decisions over looked-up facts. Every action can be repeated: a link is
 * written once, a copy keeps its id, so a crash anywhere repeats work and loses nothing.
 */
export type LinkAction =
  /** Write `DialogLinked {to}` into `from`, a dialog's stream that has no link yet. `dialog` is the one that led there. */
  | { readonly do: 'link'; readonly dialog: string; readonly from: string; readonly to: string }
  /** Append the event to another stream, id unchanged. */
  | { readonly do: 'copy'; readonly to: string }
  /** Append every event held in `from` before its link to the link's target. */
  | { readonly do: 'copyHeld'; readonly from: string; readonly to: string }
  /** Write `DialogBelongsElsewhere` into a record's stream. */
  | {
      readonly do: 'sayElsewhere';
      readonly stream: string;
      readonly dialog: string;
      readonly to: string;
      readonly meeting: string | null;
    };

/** Where the chain of links from a dialog's own stream ends: a record's stream, or a dialog's that has no link. */
export interface DialogEnd {
  readonly dialog: string;
  readonly end: string;
}

const isRecord = (stream: string): boolean => parseStreamName(stream)?.kind === 'record';

/** The dialogs an event names: its own first, then those its snapshot names. */
export const dialogsNamedBy = (event: LoggedEvent): readonly string[] => {
  const { dialogUuid, namedDialogs } = readDelivery(event.body);
  return dialogUuid === null ? namedDialogs : [dialogUuid, ...namedDialogs];
};

/** What to do about an event of a stream that is itself linked to `target`, or about that link. */
export const decideForLinkedStream = (event: LoggedEvent, target: string): LinkAction[] => {
  const link = readLinkEvent(event);
  if (link === null) return [{ do: 'copy', to: target }];
  return link.type === 'DialogLinked' ? [{ do: 'copyHeld', from: event.stream, to: link.to }] : [];
};

/**
 * D belongs to another record than the event's stream: both sides are told, and the event goes where the dialog is. One that was
 * copied from a record's stream already goes no further: where it stood first all of this was done, and two records that claim
 * each other's dialogs would send it to and fro for ever (a log may write a repeat again).
 */
const decideConflict = (event: LoggedEvent, { dialog, end }: DialogEnd): LinkAction[] => {
  const own = readDelivery(event.body).dialogUuid;
  const here: LinkAction = { do: 'sayElsewhere', stream: event.stream, dialog, to: end, meeting: null };
  if (own === null || isRecord(event.metadata.copiedFrom ?? '')) return [here];
  if (own === dialog) return [here, { do: 'copy', to: end }];
  // only named: the copy brings the claim there, but the event's own dialog stays here
  const there: LinkAction = { do: 'sayElsewhere', stream: end, dialog: own, to: event.stream, meeting: null };
  return [here, there, { do: 'copy', to: end }];
};

/**
 * What to do about an event of a record's stream, or of a dialog's that has no link.
 * @param ends where the chain of each dialog it names ends, in the order of `dialogsNamedBy`
 */
export const decideForEvent = (event: LoggedEvent, ends: readonly DialogEnd[]): LinkAction[] => {
  const { stream } = event;
  const elsewhere = ends.filter(({ end }) => end !== stream);
  const claimed = isRecord(stream) ? undefined : elsewhere.find(({ end }) => isRecord(end));
  // a dialog's stream that is tied to a record joins it; the rest is decided when its events arrive there
  if (claimed) return [{ do: 'link', dialog: claimed.dialog, from: stream, to: claimed.end }];
  return elsewhere.flatMap((named): LinkAction[] =>
    isRecord(named.end)
      ? decideConflict(event, named)
      : [{ do: 'link', dialog: named.dialog, from: named.end, to: stream }],
  );
};

/**
 * What to do about the members of one meeting, in the order they were noted: they belong to one stream, the record's if one of
 * them has a record, else the first member's. Two records stay apart and are told of each other.
 */
export const decideForMeeting = (meeting: string, members: readonly DialogEnd[]): LinkAction[] => {
  const home = (members.find(({ end }) => isRecord(end)) ?? members[0])?.end;
  if (home === undefined) return [];
  const atHome = members.filter(({ end }) => end === home);
  return members
    .filter(({ end }) => end !== home)
    .flatMap(({ dialog, end }): LinkAction[] => {
      if (!isRecord(end)) return [{ do: 'link', dialog, from: end, to: home }];
      return [
        { do: 'sayElsewhere', stream: home, dialog, to: end, meeting },
        ...atHome.map((member): LinkAction => ({
          do: 'sayElsewhere',
          stream: end,
          dialog: member.dialog,
          to: home,
          meeting,
        })),
      ];
    });
};
