/** Schemes of the vendor's connection strings, old and new, and what the client calls them without a warning. */
const SCHEMES: Readonly<Record<string, string>> = {
  esdb: 'kurrentdb',
  'esdb+discover': 'kurrentdb+discover',
  kurrentdb: 'kurrentdb',
  'kurrentdb+discover': 'kurrentdb+discover',
};

/** Options that are passed on; the client ignores the case and `-` or `_` in their names. */
const OPTIONS = new Set([
  'tls',
  'tlsverifycert',
  'tlscafile',
  'usercertfile',
  'userkeyfile',
  'connectionname',
  'defaultdeadline',
  'discoveryinterval',
  'gossiptimeout',
  'maxdiscoverattempts',
  'keepaliveinterval',
  'keepalivetimeout',
]);

/** Options that would break what the adapter promises, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  nodepreference: 'positions are compared with the end of the log, which only the leader knows for sure',
  throwonappendfailure: 'without errors the client reports wrong revisions',
};

const SHAPE = 'kurrentdb://[user:password@]host[:port][,host[:port]...][?option=value&...]';

/** What stands before the `@`, decoded. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface ServerAddress {
  /** As the client takes it without complaint: its own complaints repeat the string, password included. */
  readonly connectionString: string;
  /** Null without any, and without TLS: then they would go over the network for everybody to read. */
  readonly credentials: Credentials | null;
}

/**
 * Reads the URL of an event log.
 * @throws Error what is wrong with it, never with a word of what stands between `//` and `@`
 */
export const readAddress = (url: string): ServerAddress => {
  const schemeEnd = url.indexOf('://');
  const scheme = SCHEMES[url.slice(0, Math.max(0, schemeEnd))];
  if (scheme === undefined) throw new Error(`the event log's URL must look like ${SHAPE}; esdb:// is taken too`);
  const [place = '', query, ...more] = url.slice(schemeEnd + 3).split('?');
  const at = place.lastIndexOf('@');
  const hosts = place.slice(at + 1).replace(/\/+$/, '');
  if (hosts === '' || more.length > 0) throw new Error(`the event log's URL must look like ${SHAPE}`);
  const options = query?.split('&') ?? [];
  for (const option of options) checkOption(option);
  const given = at === -1 ? null : readCredentials(place.slice(0, at));
  const credentials = options.includes('tls=false') ? null : given;
  const rest = query === undefined ? hosts : `${hosts}?${query}`;
  return { connectionString: `${scheme}://${writeCredentials(credentials)}${rest}`, credentials };
};

/** Of `user:password`, percent-encoded where need be. */
const readCredentials = (text: string): Credentials => {
  const colon = text.indexOf(':');
  const [username, password] = [text.slice(0, Math.max(0, colon)), text.slice(colon + 1)].map(decoded);
  if (!username || !password) throw new Error("the event log's URL must have both user and password before the @");
  return { username, password };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    // without the cause, which may repeat it
    throw new Error("user or password of the event log's URL are not percent-encoded: write % as %25");
  }
};

/** The client does not read every character that might stand there unencoded. */
const writeCredentials = (credentials: Credentials | null): string =>
  credentials === null
    ? ''
    : `${encodeURIComponent(credentials.username)}:${encodeURIComponent(credentials.password)}@`;

const checkOption = (option: string): void => {
  const equals = option.indexOf('=');
  const name = equals < 1 ? '' : option.slice(0, equals);
  const flat = name.trim().toLowerCase().replaceAll(/[_-]/g, '');
  const reason = REFUSED[flat];
  if (reason !== undefined) throw new Error(`the event log's URL must not set ${name}: ${reason}`);
  if (name === '' || equals === option.length - 1) throw new Error(`the event log's URL must look like ${SHAPE}`);
  if (!OPTIONS.has(flat)) throw new Error(`the event log's URL has an unknown option ${name}`);
};
