import type { Id, Role } from './call.js';
import { applicationData } from './delivery.js';
import type { JsonObject } from './json.js';
import { idOf, numberOf, objectOf, stringOf, textOf } from './jsonFields.js';

/** An object that stands for somebody or something: decided by its id first, then merged leaf by leaf within that id: docs/domain.md#facts-and-view. */
export interface Identity<Leaf extends string = string> {
  readonly id: Id | null;
  readonly leaves: Readonly<Record<Leaf, string | null>>;
}
export type UserLeaf = 'username' | 'firstname' | 'surname' | 'displayName' | 'outboundNumber';

/** What one event of a dialog says of it. Every field may be unknown (null): a subscription may strip any. */
export interface Snapshot {
  readonly roleBySide: Role | null;
  readonly roleByType: Role | null;
  readonly roleByIdentity: Role | null;
  readonly direction: string | null;
  readonly businessDirection: string | null;
  readonly selfTarget: string | null;
  readonly tenantUser: Identity<UserLeaf> | null;
  readonly anonymous: Identity<'displayName' | 'presentationNumber'> | null;
  readonly project: Identity<'name'> | null;
  readonly application: string | null;
  readonly campaign: Identity<'name'> | null;
  readonly dataProject: Identity<'name'> | null;
  readonly dialingMethod: string | null;
  readonly consultantTry: number | null;
  readonly contactTry: number | null;
  readonly reservationTry: number | null;
  readonly currentContactNumber: string | null;
  readonly currentContactName: string | null;
  readonly contactNumber: string | null;
  readonly callerContactAddress: string | null;
  readonly calleeContactAddress: string | null;
}

const SIDES: ReadonlyMap<string, Role> = new Map([
  ['USER', 'consultant'],
  ['CONTACT', 'contact'],
]);
const DIALOG_TYPES: ReadonlyMap<string, Role> = new Map([
  ['CONSULTANT', 'consultant'],
  ['EXTERNAL', 'contact'],
]);

const identityOf = <Leaf extends string>(
  id: Id | null,
  leaves: Readonly<Record<Leaf, string | null>>,
): Identity<Leaf> | null =>
  id === null && Object.values(leaves).every((leaf) => leaf === null) ? null : { id, leaves };

const readTenantUser = (user: JsonObject | null): Snapshot['tenantUser'] =>
  user &&
  identityOf(idOf(user.id), {
    username: stringOf(user.username),
    firstname: stringOf(user.firstname),
    surname: stringOf(user.surname),
    displayName: stringOf(user.display_name),
    outboundNumber: textOf(user.outbound_number),
  });

const readAnonymous = (contact: JsonObject | null): Snapshot['anonymous'] =>
  contact &&
  identityOf(idOf(contact.id), {
    displayName: textOf(contact.display_name),
    presentationNumber: textOf(contact.presentation_number),
  });

/** A record's own data: of `initial_application_info.data`, or of a campaign event's `data`. */
const readData = (data: JsonObject | null) => ({
  campaign: data && identityOf(idOf(data.voice_campaign_id), { name: stringOf(data.voice_campaign_name) }),
  dataProject: data && identityOf(idOf(data.project_id), { name: stringOf(data.project_name) }),
  dialingMethod: stringOf(data?.dialing_method),
  consultantTry: numberOf(data?.consultant_try),
  contactTry: numberOf(data?.contact_try),
  reservationTry: numberOf(data?.user_reservation_try),
  currentContactNumber: textOf(data?.current_contact_number),
  currentContactName: stringOf(data?.current_contact_name),
  contactNumber: textOf(data?.contact_number),
  callerContactAddress: textOf(data?.caller_contact_address),
  calleeContactAddress: textOf(data?.callee_contact_address),
});

const EMPTY: Snapshot = {
  roleBySide: null,
  roleByType: null,
  roleByIdentity: null,
  direction: null,
  businessDirection: null,
  selfTarget: null,
  tenantUser: null,
  anonymous: null,
  project: null,
  application: null,
  ...readData(null),
};

/** A state update has five keys, none of them descriptive: most events share one empty snapshot. */
const DESCRIPTIVE_KEYS = [
  'initial_application_info',
  'dialog_type',
  'direction',
  'business_direction',
  'tenant_user',
  'anonymous',
  'project',
  'self_target',
] as const;

export const readSnapshot = (body: JsonObject): Snapshot => {
  if (!DESCRIPTIVE_KEYS.some((key) => Object.hasOwn(body, key))) return EMPTY;
  const info = objectOf(body.initial_application_info);
  const user = objectOf(body.tenant_user);
  const anonymous = objectOf(body.anonymous);
  const project = objectOf(body.project);
  return {
    roleBySide: SIDES.get(stringOf(info?.side) ?? '') ?? null,
    roleByType: DIALOG_TYPES.get(stringOf(body.dialog_type) ?? '') ?? null,
    roleByIdentity: user ? 'consultant' : anonymous ? 'contact' : null,
    direction: stringOf(body.direction),
    businessDirection: stringOf(body.business_direction),
    selfTarget: textOf(body.self_target),
    tenantUser: readTenantUser(user),
    anonymous: readAnonymous(anonymous),
    project: project && identityOf(idOf(project.id), { name: stringOf(project.name) }),
    application: stringOf(info?.type),
    ...readData(applicationData(body)),
  };
};

/** The snapshot of a record's own event (`event_type: voice_campaign`). */
export const readRecordSnapshot = (body: JsonObject): Snapshot => ({ ...EMPTY, ...readData(objectOf(body.data)) });

/** The last id given decides; then its leaves, each the last given under that id. */
const mergeIdentities = (inOrder: readonly Identity[]): Identity | null => {
  const id = inOrder.findLast((identity) => identity.id !== null)?.id ?? null;
  const [first, ...later] = inOrder.filter((identity) => String(identity.id) === String(id));
  if (first === undefined) return null;
  const leaves = { ...first.leaves };
  for (const again of later) for (const leaf in leaves) leaves[leaf] = again.leaves[leaf] ?? leaves[leaf] ?? null;
  return { id, leaves };
};

const FIELDS = Object.keys(EMPTY) as (keyof Snapshot)[];
const IDENTITIES = [
  'tenantUser',
  'anonymous',
  'project',
  'campaign',
  'dataProject',
] as const satisfies readonly (keyof Snapshot)[];

/** Merges snapshots given in domain order (docs/domain.md#facts-and-view: of a field the later value wins, null never does, identities go by id). */
export const mergeSnapshots = (inOrder: readonly Snapshot[]): Snapshot => {
  const informative = inOrder.filter((snapshot) => snapshot !== EMPTY);
  const [first = EMPTY] = informative;
  if (informative.length <= 1) return first;
  const merged: Record<string, unknown> = { ...first };
  for (const snapshot of informative) for (const key of FIELDS) merged[key] = snapshot[key] ?? merged[key];
  for (const key of IDENTITIES) {
    const identities = informative.map((snapshot) => snapshot[key]).filter((identity) => identity !== null);
    if (identities.length > 1) merged[key] = mergeIdentities(identities);
  }
  return merged as unknown as Snapshot;
};
