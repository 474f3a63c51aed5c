import { compareByCreate, type Dialog } from './dialog.js';

/** The dialogs of one engagement: docs/domain.md#grouping. */
export interface DialogGroup {
  readonly dialogs: readonly Dialog[];
  /** Uuid of the root dialog: the call's id. */
  readonly id: string;
  /** A dialog of this call names one of another call that was over before it began, or began after it was over. */
  readonly staleLink: boolean;
}

interface Edge {
  /** The dialog that names the other. */
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

/** Who entered each meeting. */
const meetingsOf = (dialogs: readonly Dialog[]): Dialog[][] => {
  const meetings = new Map<string, Dialog[]>();
  for (const dialog of dialogs) {
    for (const meeting of dialog.meetings) {
      const members = meetings.get(meeting);
      if (members === undefined) meetings.set(meeting, [dialog]);
      else members.push(dialog);
    }
  }
  return [...meetings.values()];
};

const beganAt = ({ created }: Dialog): number => (created?.known ? created.time : -Infinity);
const endedAt = ({ close }: Dialog): number => (close?.known ? close.time : Infinity);

/** The platform's clock ran backwards: closed before it was created. */
const isInverted = (dialog: Dialog): boolean => endedAt(dialog) < beganAt(dialog);

/** Edges enough to connect dialogs that were there at one time. */
const sweep = (dialogs: readonly Dialog[]): Edge[] => {
  const byStart = [...dialogs].sort((a, b) => Math.sign(beganAt(a) - beganAt(b)) || 0);
  const edges: Edge[] = [];
  let longest: Dialog | null = null;
  for (const dialog of byStart) {
    if (longest !== null && beganAt(dialog) <= endedAt(longest)) edges.push({ from: dialog, to: longest });
    if (longest === null || endedAt(dialog) > endedAt(longest)) longest = dialog;
  }
  return edges;
};

/**
 * Edges enough to connect the members of a meeting who were there at one time. The members are not compared pair by pair, since a
 * platform may use one room for thousands of dialogs, one after the other; only those few whose clock ran backwards are.
 */
const meetingEdges = (members: readonly Dialog[]): Edge[] => {
  const inverted = members
    .filter(isInverted)
    .flatMap((from) => members.map((to): Edge => ({ from, to })).filter((edge) => edge.to !== from && !isStale(edge)));
  return [...sweep(members.filter((dialog) => !isInverted(dialog))), ...inverted];
};

/** Connected components, as a representative of each dialog's (union-find). */
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
  const naming = namingEdges(dialogs);
  const stale = naming.filter(isStale);
  const live = naming.filter((edge) => !isStale(edge));
  const component = connect(seen, [...live, ...meetingsOf(seen).flatMap(meetingEdges)]);
  const callOf = (dialog: Dialog): Dialog | undefined => component.get(dialog);
  const misled = new Set(stale.filter(({ from, to }) => callOf(from) !== callOf(to)).map(({ from }) => callOf(from)));
  const groups = new Map<Dialog | undefined, Dialog[]>();
  for (const dialog of seen) {
    const members = groups.get(callOf(dialog));
    if (members === undefined) groups.set(callOf(dialog), [dialog]);
    else members.push(dialog);
  }
  return [...groups].map(([call, members]) => ({
    dialogs: members,
    id: rootOf(members).uuid,
    staleLink: misled.has(call),
  }));
};
