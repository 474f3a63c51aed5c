import type { JsonObject } from '#domain';

/** The server's words for its administrators and for everybody. */
const ADMINISTRATORS = '$admins';
const EVERYBODY = '$all';

/** What the server allows where $settings does not say it otherwise. */
const OF_ADMINISTRATORS: JsonObject = {
  $r: ADMINISTRATORS,
  $w: ADMINISTRATORS,
  $d: ADMINISTRATORS,
  $mr: ADMINISTRATORS,
  $mw: ADMINISTRATORS,
};

const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** A list of rights holds the names of groups and users, or is one name. */
const namesIn = (list: unknown): unknown[] | null => {
  if (list === undefined || list === null) return null;
  return Array.isArray(list) ? (list as unknown[]) : [list];
};

const isOpen = (list: unknown): boolean => namesIn(list)?.includes(EVERYBODY) ?? true;

const withName = (list: unknown, name: string): unknown => {
  const names = namesIn(list) ?? [ADMINISTRATORS];
  return names.includes(name) ? list : [...names, name];
};

/** The metadata of $all, in which the group may read it too. Without a list only administrators may. */
export const rightsToReadAllFor = (metadata: JsonObject | null, group: string): JsonObject => {
  const rights = objectOf(metadata?.['$acl']);
  const list = rights['$r'];
  const mayRead = namesIn(list)?.includes(EVERYBODY) === true ? list : withName(list, group);
  return { ...metadata, $acl: { ...rights, $r: mayRead } } as JsonObject;
};

/**
 * The server's default rights, in which the group may read and write user streams and administrators may do everything. What is open to
 * everybody is closed to others; other groups and users that are named there stay.
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
  const system = settings?.['$systemStreamAcl'] ?? OF_ADMINISTRATORS;
  return { ...settings, $userStreamAcl: user, $systemStreamAcl: system } as JsonObject;
};
