import type { JsonObject } from '#domain';

/** The server's names for its administrators and for everybody. */
const ADMINISTRATORS = '$admins';
const EVERYBODY = '$all';

/** The server's rights for system streams when $settings does not set them. */
const ADMINISTRATORS_ONLY: JsonObject = {
  $r: ADMINISTRATORS,
  $w: ADMINISTRATORS,
  $d: ADMINISTRATORS,
  $mr: ADMINISTRATORS,
  $mw: ADMINISTRATORS,
};

const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** A right is given to a list of groups and users, or to a single one. Null when nothing is set. */
const namesIn = (list: unknown): unknown[] | null => {
  if (list === undefined || list === null) return null;
  return Array.isArray(list) ? (list as unknown[]) : [list];
};

const isOpen = (list: unknown): boolean => namesIn(list)?.includes(EVERYBODY) ?? true;

const withName = (list: unknown, name: string): unknown => {
  const names = namesIn(list) ?? [ADMINISTRATORS];
  return names.includes(name) ? list : [...names, name];
};

/** Returns the metadata of $all with the right to read it added for the group. Where nothing is set, only administrators have that right. */
export const rightsToReadAllFor = (metadata: JsonObject | null, group: string): JsonObject => {
  const rights = objectOf(metadata?.['$acl']);
  const list = rights['$r'];
  const mayRead = namesIn(list)?.includes(EVERYBODY) === true ? list : withName(list, group);
  return { ...metadata, $acl: { ...rights, $r: mayRead } } as JsonObject;
};

/**
 * Returns the server's settings with default rights under which the group may read and write user streams and administrators may do
 * everything. Rights that everybody had are taken away; groups and users that are named keep theirs.
 */
export const defaultRightsFor = (settings: JsonObject | null, group: string): JsonObject => {
  const rights = objectOf(settings?.['$userStreamAcl']);
  const closed = (right: string): unknown => (isOpen(rights[right]) ? ADMINISTRATORS : rights[right]);
  const user = {
    ...rights,
    $r: withName(closed('$r'), group),
    $w: withName(closed('$w'), group),
    $d: closed('$d'),
    $mr: closed('$mr'),
    $mw: closed('$mw'),
  };
  const system = settings?.['$systemStreamAcl'] ?? ADMINISTRATORS_ONLY;
  return { ...settings, $userStreamAcl: user, $systemStreamAcl: system } as JsonObject;
};
