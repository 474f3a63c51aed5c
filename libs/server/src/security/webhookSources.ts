import type { IncomingHttpHeaders } from 'node:http';
import { isText, isTextList, readEntries } from './readEntries.js';
import { matchesAny, secretDigest } from './secretDigest.js';
import { SOURCE_NAME } from '../settings/sourceName.js';

/** A configured application of the platform: the header that marks its deliveries, and the secrets it may hold. */
export interface WebhookSource {
  readonly name: string;
  /** In lower case, as Node gives header names. */
  readonly header: string;
  readonly secrets: readonly Buffer[];
}

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/**
 * Reads WEBHOOK_SOURCES_FILE (api.md 5).
 * @throws BadKeyFile
 */
export const parseWebhookSources = (text: string): ReadonlyMap<string, WebhookSource> => {
  const sources = readEntries(text, ({ name, header, secret }, wrong): WebhookSource => {
    if (!isText(name) || !SOURCE_NAME.test(name)) wrong('name', 'a-z, 0-9 and -, up to 32 characters');
    if (!isText(header) || !HEADER_NAME.test(header)) wrong('header', 'the name of a request header');
    const secrets = isText(secret) ? [secret] : secret;
    if (!isTextList(secrets)) wrong('secret', 'a text, or a list of texts');
    return {
      name: String(name),
      header: String(header).toLowerCase(),
      secrets: isTextList(secrets) ? secrets.map(secretDigest) : [],
    };
  });
  return new Map(sources.map((source) => [source.name, source]));
};

export type SourceCheck = 'known' | 'unknown' | 'wrong secret';

/** Who may deliver (token WEBHOOK_SOURCES): the configured sources, or while none are configured anybody under any name. */
export class WebhookSources {
  /** `current` gives the sources of the moment; null: none are configured. */
  constructor(private readonly current: () => ReadonlyMap<string, WebhookSource> | null) {}

  get isOpen(): boolean {
    return this.current() === null;
  }

  /** Whether a request with these headers may deliver for the source. */
  check(name: string, headers: IncomingHttpHeaders): SourceCheck {
    if (!SOURCE_NAME.test(name)) return 'unknown';
    const sources = this.current();
    if (sources === null) return 'known';
    const source = sources.get(name);
    if (source === undefined) return 'unknown';
    const given = headers[source.header];
    return typeof given === 'string' && matchesAny(secretDigest(given), source.secrets) ? 'known' : 'wrong secret';
  }
}
