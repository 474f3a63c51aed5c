import { isIP } from 'node:net';
import { ValidateBy } from 'class-validator';

/** `what` is how the error names the values that are taken. */
const Takes = (what: string, accepts: (text: string) => boolean): PropertyDecorator =>
  ValidateBy({
    name: 'takes',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && accepts(value),
      defaultMessage: () => what,
    },
  });

const WholeNumber = (least: number, most: number): PropertyDecorator =>
  Takes(
    `a whole number from ${least} to ${most}`,
    (text) => /^\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most,
  );
const OneOf = (...values: string[]): PropertyDecorator =>
  Takes(`one of ${values.join(', ')}`, (text) => values.includes(text));

/** No more than the scheme and something after it: a cluster's list of hosts with ports is no URL to the parser. Adapters check the rest. */
const isStoreUrl =
  (...schemes: string[]) =>
  (text: string): boolean =>
    text === 'sqlite' || schemes.some((scheme) => text.startsWith(`${scheme}://`) && text.length > scheme.length + 3);

const isPartition = (text: string): boolean => {
  const match = /^([1-9]\d{0,2})\/([1-9]\d{0,2})$/.exec(text);
  return match !== null && Number(match[1]) <= Number(match[2]);
};

/** No query, no fragment, no user: what is appended to it has to lead somewhere. */
const isPublicUrl = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && `${url.search}${url.hash}${url.username}` === '';
};

const isAddressOrRange = (text: string): boolean => {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  return version !== 0 && more.length === 0 && (bits === undefined || isBits(bits, version === 4 ? 32 : 128));
};
const isBits = (text: string, most: number): boolean => /^\d{1,3}$/.test(text) && Number(text) <= most;

export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

export const SHORTEST_SESSION_SECRET = 32;

/** The variables of docs/settings.md by their names, with their defaults, as text. An empty text: the default. */
export class Variables {
  @Takes('a host name or an address to listen on', (text) => /^[A-Za-z0-9.:_-]+$/.test(text))
  HOST = '127.0.0.1';
  @WholeNumber(0, 65535)
  PORT = '3000';
  @Takes('a folder', (text) => !text.includes('\0'))
  DATA_DIR = './data';
  @Takes(
    'sqlite, or kurrentdb://... (esdb://...)',
    isStoreUrl('kurrentdb', 'kurrentdb+discover', 'esdb', 'esdb+discover'),
  )
  EVENT_STORE_URL = 'sqlite';
  @Takes('sqlite, or mongodb://...', isStoreUrl('mongodb', 'mongodb+srv'))
  READ_MODEL_URL = 'sqlite';
  @Takes('the path of a file', (text) => !text.includes('\0'))
  WEBHOOK_SOURCES_FILE = '';
  @Takes('the path of a file', (text) => !text.includes('\0'))
  API_KEYS_FILE = '';
  @Takes(
    'the address under which browsers reach this service, http(s)://...',
    (text) => text === '' || isPublicUrl(text),
  )
  PUBLIC_URL = '';
  @OneOf('on', 'off')
  DASHBOARD = 'on';
  @Takes(
    `a text of ${SHORTEST_SESSION_SECRET} or more characters`,
    (text) => text === '' || text.length >= SHORTEST_SESSION_SECRET,
  )
  SESSION_SECRET = '';
  @Takes('addresses of proxies or ranges of them (10.0.0.0/8), by commas', (text) =>
    listOf(text).every(isAddressOrRange),
  )
  TRUSTED_PROXIES = '';
  @WholeNumber(0, 31_536_000)
  GRACE_SECONDS = '300';
  @WholeNumber(1, 31_536_000)
  STALE_SECONDS = '14400';
  @Takes('k/n: worker k of n, as 1/1 or 2/4', isPartition)
  PROJECTOR_PARTITION = '1/1';
  /** Whether what new rules have built goes live by itself, or waits for the order to switch. */
  @OneOf('auto', 'manual')
  NEW_RULES_SWITCH = 'auto';
  /** Most bytes of one event as received; EventStoreDB takes about 1 MiB. */
  @WholeNumber(1024, 1_000_000)
  MAX_EVENT_BYTES = '262144';
  /** Most events that may wait for the log at once; beyond it webhooks are answered 503. */
  @WholeNumber(1000, 1_000_000)
  INGEST_QUEUE_LIMIT = '10000';
  /** Most bytes of events that may wait for the log at once. */
  @WholeNumber(16_777_216, 1_073_741_824)
  INGEST_QUEUE_BYTES = '67108864';
  /** How long the log may take for one event before its webhook is answered 503. */
  @WholeNumber(1, 300)
  APPEND_SECONDS = '10';
  /** What becomes of deliveries while the log is away: refused (503), or kept on this machine until it is back. */
  @OneOf('on', 'off')
  INGEST_SPOOL = 'off';
  /** Most bytes of events that may wait in the spool; beyond it webhooks are answered 503. */
  @WholeNumber(1_048_576, 1_099_511_627_776)
  INGEST_SPOOL_BYTES = '1073741824';
  @OneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent')
  LOG_LEVEL = 'info';
  @OneOf('auto', 'json', 'pretty')
  LOG_FORMAT = 'auto';
}

/** The names of all settings. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(new Variables());
