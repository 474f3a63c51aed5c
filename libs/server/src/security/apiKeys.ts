import { storableText } from '#domain';
import { isText, isTextList, readEntries } from './readEntries.js';
import { matchesAny, secretDigest } from './secretDigest.js';

export const VIEWER_ROLES = ['analyst', 'supervisor', 'admin'] as const;
export type ViewerRole = (typeof VIEWER_ROLES)[number];

/** Who asks: the role decides what is shown, `projects` and `sources` which rows. Absent: no limit. */
export interface Viewer {
  readonly name: string;
  readonly role: ViewerRole;
  readonly projects?: readonly (string | number)[];
  readonly sources?: readonly string[];
}

/** An entry of API_KEYS_FILE. */
export interface ApiKey {
  readonly name: string;
  readonly digest: Buffer;
  readonly viewer: Viewer;
}

const isRole = (value: unknown): value is ViewerRole => VIEWER_ROLES.some((role) => role === value);
const isIdList = (value: unknown): value is (string | number)[] =>
  Array.isArray(value) && value.every((id) => isText(id) || typeof id === 'number');

/** A project's id as calls have it, so that the two can be compared. */
const asStored = (id: string | number): string | number => (typeof id === 'string' ? storableText(id) : id);

/**
 * Reads API_KEYS_FILE.
 * @throws BadKeyFile
 */
export const parseApiKeys = (text: string): readonly ApiKey[] =>
  readEntries(text, ({ name, sha256, role, projects, sources }, wrong): ApiKey => {
    if (!isText(name)) wrong('name', 'a text');
    const hex = isText(sha256) && /^[0-9a-f]{64}$/i.test(sha256) ? sha256 : '';
    if (hex === '') wrong('sha256', 'the SHA-256 of the key, 64 hex digits');
    if (!isRole(role)) wrong('role', `one of ${VIEWER_ROLES.join(', ')}`);
    if (projects !== undefined && !isIdList(projects)) wrong('projects', 'a list of project ids');
    if (sources !== undefined && !isTextList(sources)) wrong('sources', 'a list of source names');
    const viewer: Viewer = {
      name: String(name),
      role: isRole(role) ? role : 'analyst',
      ...(isIdList(projects) ? { projects: projects.map(asStored) } : {}),
      ...(isTextList(sources) ? { sources } : {}),
    };
    return { name: viewer.name, digest: Buffer.from(hex, 'hex'), viewer };
  });

/** While no keys are configured, which is possible on the loopback only. */
const ANYBODY: Viewer = { name: 'anybody', role: 'admin' };

/** Who may read (token API_KEYS). */
export class ApiKeys {
  /** `current` gives the keys of the moment; null: none are configured. */
  constructor(private readonly current: () => readonly ApiKey[] | null) {}

  get isOpen(): boolean {
    return this.current() === null;
  }

  get entries(): readonly ApiKey[] {
    return this.current() ?? [];
  }

  /** The viewer whose key an `Authorization` header holds; null when it holds none that is known. */
  viewerOf(authorization: string | undefined): Viewer | null {
    if (this.isOpen) return ANYBODY;
    const given = /^Bearer +([^\s]+) *$/i.exec(authorization ?? '')?.[1];
    return given === undefined ? null : (this.find(given)?.viewer ?? null);
  }

  /** The entry of a key; null where it is not known. */
  find(key: string): ApiKey | null {
    const digest = secretDigest(key);
    return this.entries.filter((entry) => matchesAny(digest, [entry.digest])).at(0) ?? null;
  }
}
