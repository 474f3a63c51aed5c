import { createHash } from 'node:crypto';
import { Signer } from '@fastify/cookie';
import type { Clock } from '../tokens.js';
import type { ApiKey, ApiKeys, Viewer } from './apiKeys.js';

export const SESSION_SECONDS = 12 * 3600;
const FINGERPRINT_CHARACTERS = 22;

/** Who has signed in, and until when (seconds since the epoch). */
export interface Session {
  readonly viewer: Viewer;
  readonly endsAt: number;
}

/** Another one after any change of the entry: of the key, its role or its limits. */
const fingerprintOf = ({ digest, viewer }: ApiKey): string =>
  createHash('sha256')
    .update(digest)
    .update(JSON.stringify(viewer))
    .digest('base64url')
    .slice(0, FINGERPRINT_CHARACTERS);

/**
 * Sessions stand for API keys, for browsers, which cannot keep a key out of a page's reach (docs/security.md#sessions). A session is its
 * cookie and nothing else: a signed text that names an entry of API_KEYS_FILE and a time. The entry is looked up anew for every request,
 * so a session ends with it.
 */
export class Sessions {
  #signer: Signer | null = null;
  /** The entries of API_KEYS_FILE by their fingerprints, made once for each content of the file: every request of a session looks here. */
  #known: { readonly entries: readonly ApiKey[]; readonly byFingerprint: ReadonlyMap<string, ApiKey> } | null = null;

  /** `secret` is asked for once, when the first session is made or read. */
  constructor(
    private readonly keys: ApiKeys,
    private readonly secret: () => string,
    private readonly clock: Clock,
  ) {}

  /** The cookie's text of a new session of whoever has this key, and who that is; null: the key is not known. */
  begin(key: string): { readonly text: string; readonly viewer: Viewer } | null {
    const found = this.keys.find(key);
    return found === null ? null : { text: this.#textOf(fingerprintOf(found)), viewer: found.viewer };
  }

  /** The session of a cookie's text; null: it was not made here, its time is over, or its key has been removed or changed. */
  read(text: string | undefined): Session | null {
    const parts = this.#partsOf(text);
    if (parts === null || parts.endsAt <= this.#now()) return null;
    const entry = this.#entryOf(parts.fingerprint);
    return entry === undefined ? null : { viewer: entry.viewer, endsAt: parts.endsAt };
  }

  /** The text of the session that goes on from this one, once half of its time is over; null: not yet, or there is none. */
  renew(text: string | undefined): string | null {
    const parts = this.#partsOf(text);
    if (parts === null || parts.endsAt - this.#now() > SESSION_SECONDS / 2) return null;
    return this.#textOf(parts.fingerprint);
  }

  #entryOf(fingerprint: string): ApiKey | undefined {
    const { entries } = this.keys;
    if (this.#known?.entries !== entries)
      this.#known = { entries, byFingerprint: new Map(entries.map((key) => [fingerprintOf(key), key])) };
    return this.#known.byFingerprint.get(fingerprint);
  }

  #now(): number {
    return Math.floor(this.clock() / 1000);
  }

  #textOf(fingerprint: string): string {
    return this.#sign().sign(`${fingerprint}.${this.#now() + SESSION_SECONDS}`);
  }

  #partsOf(text: string | undefined): { readonly fingerprint: string; readonly endsAt: number } | null {
    if (text === undefined) return null;
    const { valid, value } = this.#sign().unsign(text);
    const [fingerprint = '', endsAt = ''] = valid ? value.split('.') : [];
    return fingerprint === '' ? null : { fingerprint, endsAt: Number(endsAt) };
  }

  #sign(): Signer {
    return (this.#signer ??= new Signer(this.secret()));
  }
}
