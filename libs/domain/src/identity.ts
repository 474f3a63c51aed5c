import type { Attempt, Consultant, Contact, Kind, Named, Party } from './call.js';
import type { DecidingLegs } from './decidingLegs.js';
import type { Dialog } from './dialog.js';
import type { Identity, Snapshot } from './snapshot.js';

/** Null where nothing of it is known. */
const orNull = <Value extends object>(value: Value): Value | null =>
  Object.values(value).some((field) => field !== null) ? value : null;

export const namedOf = (identity: Identity<'name'> | null): Named | null =>
  identity && { id: identity.id, name: identity.leaves.name };

const consultantName = (user: NonNullable<Snapshot['tenantUser']>): string | null => {
  const { displayName, firstname, surname } = user.leaves;
  return displayName ?? ([firstname, surname].filter((part) => part !== null).join(' ') || null);
};

export const consultantOf = (dialog: Dialog | null): Consultant | null => {
  const user = dialog?.snapshot.tenantUser;
  return user ? orNull({ id: user.id, username: user.leaves.username, name: consultantName(user) }) : null;
};

/** `anonymous.display_name`, unless it is only the number again. */
const anonymousName = (snapshot: Snapshot, ...numbers: (string | null)[]): string | null => {
  const name = snapshot.anonymous?.leaves.displayName ?? null;
  const known = [...numbers, snapshot.selfTarget, snapshot.anonymous?.leaves.presentationNumber ?? null];
  return name !== null && known.includes(name) ? null : name;
};

const legNumber = ({ role, snapshot }: Dialog): string | null => {
  if (snapshot.selfTarget !== null) return snapshot.selfTarget;
  if (role === 'consultant') return snapshot.tenantUser?.leaves.outboundNumber ?? null;
  return role === 'contact' ? (snapshot.anonymous?.leaves.presentationNumber ?? null) : null;
};

/** Who was on a leg: docs/domain.md#identity. */
export const partyOf = (dialog: Dialog): Party => {
  const { snapshot, role } = dialog;
  const number = legNumber(dialog);
  if (role === 'consultant') {
    const { id, username, name } = consultantOf(dialog) ?? { id: null, username: null, name: null };
    return { id, username, name, number };
  }
  const name =
    snapshot.currentContactName ??
    anonymousName(snapshot, number, snapshot.currentContactNumber, snapshot.contactNumber);
  return { id: null, username: null, name: role === 'contact' ? name : null, number };
};

/** What belongs to the whole call is taken from the contact's deciding leg first, then the consultant's, then the others. */
export const snapshotsOf = (deciding: DecidingLegs, dialogs: readonly Dialog[]): readonly Snapshot[] => {
  const unknown = dialogs.filter((dialog) => dialog.role === 'unknown');
  return [deciding.contact, deciding.consultant, ...unknown].filter((dialog) => dialog !== null).map((d) => d.snapshot);
};
export const firstKnown = <Value>(snapshots: readonly Snapshot[], read: (snapshot: Snapshot) => Value | null) => {
  for (const snapshot of snapshots) {
    const value = read(snapshot);
    if (value !== null) return value;
  }
  return null;
};

const contactNumber = (
  snapshots: readonly Snapshot[],
  contact: Dialog | null,
  campaign: boolean,
  direction: string | null,
): string | null => {
  const fromRecord =
    firstKnown(snapshots, (s) => s.currentContactNumber) ?? firstKnown(snapshots, (s) => s.contactNumber);
  if (campaign || fromRecord !== null) return fromRecord;
  if (contact?.snapshot.selfTarget) return contact.snapshot.selfTarget;
  if (direction === 'INBOUND') return firstKnown(snapshots, (s) => s.callerContactAddress);
  return direction === 'OUTBOUND' ? firstKnown(snapshots, (s) => s.calleeContactAddress) : null;
};

export const contactOf = (
  snapshots: readonly Snapshot[],
  contact: Dialog | null,
  campaign: boolean,
  direction: string | null,
): Contact | null => {
  const number = contactNumber(snapshots, contact, campaign, direction);
  const name =
    firstKnown(snapshots, (s) => s.currentContactName) ??
    (contact && anonymousName(contact.snapshot, number, contact.snapshot.contactNumber));
  return orNull({ number, name });
};

export const projectOf = (snapshots: readonly Snapshot[], consultant: Dialog | null): Named | null =>
  namedOf(consultant?.snapshot.project ?? firstKnown(snapshots, (s) => s.dataProject));

export const kindOf = (campaign: boolean, direction: string | null): Kind => {
  if (campaign) return 'campaign';
  return direction === 'INBOUND' ? 'inbound' : direction === 'OUTBOUND' ? 'outbound' : 'other';
};

export const attemptOf = (snapshots: readonly Snapshot[], number: number): Attempt => ({
  number,
  consultantTry: firstKnown(snapshots, (s) => s.consultantTry),
  contactTry: firstKnown(snapshots, (s) => s.contactTry),
  reservationTry: firstKnown(snapshots, (s) => s.reservationTry),
});
