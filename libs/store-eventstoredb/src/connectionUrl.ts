/** The schemes of the vendor's connection strings, old and new, and the names that the client takes without a warning. */
const SCHEMES: Readonly<Record<string, string>> = {
  esdb: 'kurrentdb',
  'esdb+discover': 'kurrentdb+discover',
  kurrentdb: 'kurrentdb',
  'kurrentdb+discover': 'kurrentdb+discover',
};

/**
 * Options that both halves of the client know by these names and with the same meaning, by name in lower case. They may be written with `-`
 * and `_` too, as the JavaScript half allows.
 */
const OPTIONS: ReadonlyMap<string, string> = new Map(
  [
    'tls',
    'tlsVerifyCert',
    'tlsCAFile',
    'userCertFile',
    'userKeyFile',
    'connectionName',
    'defaultDeadline',
    'discoveryInterval',
    'maxDiscoverAttempts',
    'keepAliveInterval',
    'keepAliveTimeout',
  ].map((name) => [name.toLowerCase(), name]),
);

/** Options that would break a promise of the adapter, with the reason for the message. */
const REFUSED: Readonly<Record<string, string>> = {
  nodepreference: 'positions are compared with the end of the log, which only the leader knows for sure',
  throwonappendfailure: 'without errors the client reports wrong revisions',
  gossiptimeout:
    'one half of the client takes it for seconds, the other for milliseconds; the defaults are 5 s and 3 s',
};

const SHAPE = 'kurrentdb://[user:password@]host[:port][,host[:port]...][?option=value&...]';

/** User and password, decoded. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface ServerAddress {
  /** In the form that the client accepts. A string that it refuses would appear in its error, password included. */
  readonly connectionString: string;
  /** Null when the URL holds none, and when TLS is off, because then they would cross the network in plain text. */
  readonly credentials: Credentials | null;
}

/**
 * Reads the URL of an event log.
 * @throws Error the URL cannot be used; the message says why and never repeats user or password
 */
export const readAddress = (url: string): ServerAddress => {
  const schemeEnd = url.indexOf('://');
  const scheme = SCHEMES[url.slice(0, Math.max(0, schemeEnd))];
  if (scheme === undefined) throw new Error(`the event log's URL must look like ${SHAPE}; esdb:// is taken too`);
  const [place = '', query, ...more] = url.slice(schemeEnd + 3).split('?');
  const at = place.lastIndexOf('@');
  const hosts = place.slice(at + 1).replace(/\/+$/, '');
  if (hosts === '' || more.length > 0) throw new Error(`the event log's URL must look like ${SHAPE}`);
  const options = readOptions(query?.split('&') ?? []);
  const given = at === -1 ? null : readCredentials(place.slice(0, at));
  const credentials = options.includes('tls=false') ? null : given;
  const written = options.length === 0 ? '' : `?${options.join('&')}`;
  return { connectionString: `${scheme}://${writeCredentials(credentials)}${hosts}${written}`, credentials };
};

/** @param text `user:password`, percent-encoded */
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
    // The cause is left out because it may repeat the password.
    throw new Error("user or password of the event log's URL are not percent-encoded: write % as %25");
  }
};

/** Everything is encoded, because the client does not accept all of the characters that the URL may hold unencoded. */
const writeCredentials = (credentials: Credentials | null): string =>
  credentials === null
    ? ''
    : `${encodeURIComponent(credentials.username)}:${encodeURIComponent(credentials.password)}@`;

/** The options in the form `name=value`, written so that both halves of the client understand them. */
const readOptions = (options: readonly string[]): string[] => {
  const read = new Map<string, string>();
  for (const option of options) {
    const [name, value] = readOption(option);
    if (read.has(name)) throw new Error(`the event log's URL sets ${name} twice`);
    read.set(name, value);
  }
  return [...read].map((pair) => pair.join('='));
};

const readOption = (option: string): readonly [name: string, value: string] => {
  const [given = '', value = '', ...more] = option.split('=');
  if (given === '' || value.trim() === '') throw new Error(`the event log's URL must look like ${SHAPE}`);
  const flat = given.trim().toLowerCase().replaceAll(/[_-]/g, '');
  const reason = REFUSED[flat];
  if (reason !== undefined) throw new Error(`the event log's URL must not set ${given}: ${reason}`);
  const name = OPTIONS.get(flat);
  if (name === undefined) throw new Error(`the event log's URL has an unknown option ${given}`);
  // A plus would be a blank to one half of the client, and an @ the end of a user's name to the other.
  return [name, [value, ...more].join('=').trim().replaceAll('+', '%2B').replaceAll('@', '%40')];
};
