import { compareByCreate, type Dialog, type MeetingEntry } from './dialog.js';

/** Dialogs of one engagement (domain.md 5, Grouping). */
export interface DialogGroup {
  readonly dialogs: readonly Dialog[];
  /** Uuid of the root dialog: the call's id. */
  readonly id: string;
  /** A dialog of this call is tied to one that was over before it began, and that belongs to another call. */
  readonly staleLink: boolean;
}

interface Edge {
  /** The dialog that names the other, or that entered the meeting later. */
  readonly from: Dialog;
  readonly to: Dialog;
}

/** One of the two closed before the other was created, by the platform's own times: they cannot be one engagement. */
const isStale = ({ from, to }: Edge): boolean => closedBefore(from, to) || closedBefore(to, from);
const closedBefore = (a: Dialog, b: Dialog): boolean =>
  a.close !== null && b.created !== null && a.close.known && b.created.known && a.close.time < b.created.time;

const namingEdges = (dialogs: ReadonlyMap<string, Dialog>): Edge[] =>
  [...dialogs.values()].flatMap((from) =>
    [...from.names].flatMap((uuid) => {
      const to = dialogs.get(uuid);
      return to === undefined || to === from ? [] : [{ from, to }];
    }),
  );

const enteredLater = (a: MeetingEntry, b: MeetingEntry): boolean =>
  a.time !== b.time ? a.time > b.time : a.eventId > b.eventId;

const meetingEdges = (dialogs: Iterable<Dialog>): Edge[] => {
  const byMeeting = new Map<string, { dialog: Dialog; entry: MeetingEntry }[]>();
  for (const dialog of dialogs)
    for (const entry of dialog.meetings)
      byMeeting.set(entry.meeting, [...(byMeeting.get(entry.meeting) ?? []), { dialog, entry }]);
  return [...byMeeting.values()].flatMap((members) =>
    members.flatMap((a, i) =>
      members
        .slice(i + 1)
        .map((b) =>
          enteredLater(a.entry, b.entry) ? { from: a.dialog, to: b.dialog } : { from: b.dialog, to: a.dialog },
        ),
    ),
  );
};

/** Connected components: each dialog's representative. */
const connect = (dialogs: Iterable<Dialog>, edges: readonly Edge[]): Map<Dialog, Dialog> => {
  const parent = new Map<Dialog, Dialog>();
  for (const dialog of dialogs) parent.set(dialog, dialog);
  const find = (dialog: Dialog): Dialog => {
    let root = dialog;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    parent.set(dialog, root);
    return root;
  };
  for (const { from, to } of edges) parent.set(find(from), find(to));
  for (const dialog of parent.keys()) find(dialog);
  return parent;
};

/** The dialog that names no other one of its call; among several, or where none is left, the earliest create, then the lowest uuid. */
const rootOf = (dialogs: readonly Dialog[]): Dialog => {
  const uuids = new Set(dialogs.map((dialog) => dialog.uuid));
  const namesAnother = (dialog: Dialog): boolean =>
    [...dialog.names].some((uuid) => uuid !== dialog.uuid && uuids.has(uuid));
  const candidates = dialogs.filter((dialog) => !namesAnother(dialog));
  const [first] = [...(candidates.length > 0 ? candidates : dialogs)].sort(compareByCreate);
  return first as Dialog;
};

/** Groups the dialogs seen in one stream into calls, by who names whom and who met whom. */
export const groupDialogs = (seen: readonly Dialog[]): DialogGroup[] => {
  const dialogs = new Map(seen.map((dialog) => [dialog.uuid, dialog]));
  const edges = [...namingEdges(dialogs), ...meetingEdges(seen)];
  const component = connect(
    seen,
    edges.filter((edge) => !isStale(edge)),
  );
  const staleAcross = edges.filter((edge) => isStale(edge) && component.get(edge.from) !== component.get(edge.to));
  const flagged = new Set(staleAcross.map((edge) => component.get(edge.from)));
  const groups = new Map<Dialog | undefined, Dialog[]>();
  for (const dialog of seen) {
    const root = component.get(dialog);
    groups.set(root, [...(groups.get(root) ?? []), dialog]);
  }
  return [...groups].map(([key, members]) => ({
    dialogs: members,
    id: rootOf(members).uuid,
    staleLink: flagged.has(key),
  }));
};
