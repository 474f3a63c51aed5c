import type { IncomingHttpHeaders } from 'node:http';
import { isText, isTextList, readEntries } from './readEntries.js';
import { matchesAny, secretDigest } from './secretDigest.js';
import { SOURCE_NAME, SOURCE_NAME_RULE } from '../settings/sourceName.js';

/** A configured application of the platform: the header that marks its deliveries, and the secrets it may hold. */
export interface WebhookSource {
  readonly name: string;
  /** In lower case, as Node gives header names. */
  readonly header: string;
  readonly secrets: readonly Buffer[];
}

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** What a header carries without change: visible ASCII, with blanks inside. */
const HEADER_VALUE = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;
const LEAST_SECRET_CHARACTERS = 8;
/** Secrets that the guides show as examples: everybody knows them (docs/security.md#webhook_sources_file-who-may-deliver). */
export const EXAMPLE_SECRETS: readonly string[] = ['the-new-secret', 'the-old-secret', 'put-your-own-secret-here'];

const isGoodSecret = (secret: string): boolean =>
  secret.length >= LEAST_SECRET_CHARACTERS && HEADER_VALUE.test(secret) && !EXAMPLE_SECRETS.includes(secret);

/**
 * Reads the text of WEBHOOK_SOURCES_FILE.
 * @throws BadKeyFile
 */
export const parseWebhookSources = (text: string): ReadonlyMap<string, WebhookSource> => {
  const sources = readEntries(text, ({ name, header, secret }, wrong): WebhookSource => {
    if (!isText(name) || !SOURCE_NAME.test(name)) wrong('name', SOURCE_NAME_RULE);
    if (!isText(header) || !HEADER_NAME.test(header)) wrong('header', 'the name of a request header');
    const secrets = isText(secret) ? [secret] : secret;
    if (!isTextList(secrets) || !secrets.every(isGoodSecret)) {
      wrong(
        'secret',
        'a text, or a list of texts, of 8 or more visible ASCII characters each, none of them an example',
      );
    }
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

  /** The names of the configured sources; null: none are configured. */
  get names(): readonly string[] | null {
    const sources = this.current();
    return sources === null ? null : [...sources.keys()];
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
