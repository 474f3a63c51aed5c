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

/**
 * The connection string as the client takes it without complaint: its own complaints repeat the string, password included.
 * @throws Error what is wrong with it, never with a word of what stands between `//` and `@`
 */
export const toConnectionString = (url: string): string => {
  const schemeEnd = url.indexOf('://');
  const scheme = SCHEMES[url.slice(0, Math.max(0, schemeEnd))];
  if (scheme === undefined) throw new Error(`the event log's URL must look like ${SHAPE}; esdb:// is taken too`);
  const [place = '', query, ...more] = url.slice(schemeEnd + 3).split('?');
  if (place === '' || more.length > 0) throw new Error(`the event log's URL must look like ${SHAPE}`);
  for (const option of query?.split('&') ?? []) checkOption(option);
  return `${scheme}${url.slice(schemeEnd)}`;
};

const checkOption = (option: string): void => {
  const equals = option.indexOf('=');
  const name = equals < 1 ? '' : option.slice(0, equals);
  const flat = name.trim().toLowerCase().replaceAll(/[_-]/g, '');
  const reason = REFUSED[flat];
  if (reason !== undefined) throw new Error(`the event log's URL must not set ${name}: ${reason}`);
  if (name === '' || equals === option.length - 1) throw new Error(`the event log's URL must look like ${SHAPE}`);
  if (!OPTIONS.has(flat)) throw new Error(`the event log's URL has an unknown option ${name}`);
};
