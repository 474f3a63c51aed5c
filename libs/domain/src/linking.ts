import type { LoggedEvent } from './callEvent.js';
import { readLinkEvent } from './callEvent.js';
import { parseStreamName } from './streams.js';

/**
 * What the linker has to write so that all dialogs of one call end in one stream, and every dialog in exactly one call
 * (docs/linking.md#the-linker). Every action can be repeated: a link is written once, and copies and notes have the same id each time.
 */
export type LinkAction =
  /** Write `DialogLinked {dialog, to}` into `from`, the stream of a dialog, which has no link yet. */
  | { readonly do: 'link'; readonly dialog: string; readonly from: string; readonly to: string }
  /** Append the event to another stream, with the id it has. */
  | { readonly do: 'copy'; readonly to: string }
  /** Append the events that stand in `from` before its link to the stream that it is linked to. */
  | { readonly do: 'copyHeld'; readonly from: string; readonly to: string }
  /** Write `DialogBelongsElsewhere {dialog, to, tiedTo}` into a record's stream. */
  | {
      readonly do: 'noteElsewhere';
      readonly stream: string;
      readonly dialog: string;
      readonly to: string;
      readonly tiedTo: string | null;
    };

/**
 * The stream in which the links that begin in a dialog's own stream end: that of a record, or that of a dialog which has no link. An end
 * in a record's stream is final, since only streams of dialogs have links.
 */
export interface DialogEnd {
  readonly dialog: string;
  readonly end: string;
}

/** The dialogs that an event ties together. */
export interface Ties {
  /** The dialog the event is about; null for an event of the record itself. */
  readonly own: DialogEnd | null;
  /** The dialogs the event names. */
  readonly named: readonly DialogEnd[];
  /**
   * Who entered the same meeting before it, and who did since, where the event is handled again: in the order of their entries. Dialogs with
   * the same end decide alike, so only the first of them has to be here; and only the first dialogs of two records.
   */
  readonly metBefore: readonly DialogEnd[];
  readonly metSince: readonly DialogEnd[];
  /** Everybody who entered before it. Called only when a meeting of one record is entered by a dialog of a second one. */
  readonly allMetBefore: () => readonly DialogEnd[];
}

const isRecord = (stream: string): boolean => parseStreamName(stream)?.kind === 'record';

/**
 * True for an event that was copied from one record's stream to another's. All that it asks for was done where it stood first, and its
 * dialog belongs where it stands now.
 */
export const isDecided = (event: LoggedEvent): boolean => isRecord(event.metadata.copiedFrom ?? '');

/** What to do about an event of a dialog's stream that is linked to `target`, or about that link itself. */
export const decideForLinkedStream = (event: LoggedEvent, target: string): LinkAction[] => {
  const link = readLinkEvent(event);
  if (link === null) return [{ do: 'copy', to: target }];
  return link.type === 'DialogLinked' ? [{ do: 'copyHeld', from: event.stream, to: link.to }] : [];
};

/** What to do about an event of a record's stream, or of a dialog's stream that has no link. Later actions rest on earlier ones. */
export const decideForEvent = (event: LoggedEvent, ties: Ties): LinkAction[] =>
  isRecord(event.stream) ? decideInRecord(event.stream, ties) : decideInDialog(event.stream, ties);

const linkTo = (to: string, { dialog, end }: DialogEnd): LinkAction[] =>
  end === to ? [] : [{ do: 'link', dialog, from: end, to }];

/**
 * A dialog's stream follows what it is tied to: a record before all, else the stream of another dialog. Once it is linked the event is
 * copied to where the link leads, and what else it asks for is decided there.
 */
const decideInDialog = (stream: string, { own, named, metBefore, metSince }: Ties): LinkAction[] => {
  const others = [...named, ...metBefore, ...metSince];
  const ends = own === null ? others : [own, ...others];
  const ofRecord = ends.find(({ end }) => isRecord(end));
  if (ofRecord !== undefined) return [{ do: 'link', dialog: ofRecord.dialog, from: stream, to: ofRecord.end }];
  const another = others.find(({ end }) => end !== stream && end !== own?.end);
  return [
    ...(own === null ? [] : linkTo(stream, own)),
    ...(another === undefined ? [] : linkTo(another.end, { dialog: another.dialog, end: stream })),
  ];
};

const ofOtherRecords = (home: string, dialogs: readonly DialogEnd[]): DialogEnd[] =>
  dialogs.filter(({ end }) => isRecord(end) && end !== home);

/** To the record of `tied`: a dialog that it is tied to belongs to another record. */
const noteOf = (tied: DialogEnd, other: DialogEnd): LinkAction => ({
  do: 'noteElsewhere',
  stream: tied.end,
  dialog: other.dialog,
  to: other.end,
  tiedTo: tied.dialog,
});

/**
 * One note for each dialog that meets one of another record, however many it meets: a room that many records use would else get notes with
 * the square of their number. Where those before it are of several records, each of them has its note from the entry that made them several.
 */
const conflictsInMeeting = (here: DialogEnd, { metBefore, allMetBefore }: Ties): LinkAction[] => {
  const [first] = ofOtherRecords(here.end, metBefore);
  if (first === undefined) return [];
  const records = new Set(metBefore.map(({ end }) => end).filter(isRecord));
  const noted = records.size === 1 ? ofOtherRecords(here.end, allMetBefore()) : [];
  return [noteOf(here, first), ...noted.map((other) => noteOf(other, here))];
};

/**
 * The event's dialog stays in the record that it was linked to first, which need not be the one whose stream this is, and those it is tied
 * to join it there. Where one of them is another record's already, both records get a note of it.
 */
const decideInRecord = (stream: string, ties: Ties): LinkAction[] => {
  const { own, named, metBefore, metSince } = ties;
  const home = own !== null && isRecord(own.end) ? own.end : stream;
  const joining = [...(own === null ? [] : [own]), ...named, ...metBefore, ...metSince].flatMap((tied) =>
    isRecord(tied.end) ? [] : linkTo(home, tied),
  );
  if (own === null) return joining;
  const here = { dialog: own.dialog, end: home };
  const conflicts = [
    ...ofOtherRecords(home, named).flatMap((other) => [noteOf(here, other), noteOf(other, here)]),
    ...conflictsInMeeting(here, ties),
  ];
  const moving: LinkAction[] = [
    { do: 'noteElsewhere', stream, dialog: own.dialog, to: home, tiedTo: null },
    { do: 'copy', to: home },
  ];
  return [...joining, ...conflicts, ...(home === stream ? [] : moving)];
};
