import { validateSync } from 'class-validator';
import { config } from 'dotenv';
import { isLoopback } from '../http/loopback.js';
import { hideCredentials } from './hideCredentials.js';
import { listOf, Variables } from './variables.js';

const SHOWN_CHARACTERS = 60;
/** Variables whose value is never shown. */
const SECRETS: readonly string[] = ['SESSION_SECRET'];

/** What a process is told from outside, checked. Seconds and bytes are whole numbers. */
export interface Settings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly dataDir: string;
  /** May hold credentials: never log it but through `hideCredentials`. */
  readonly eventStoreUrl: string;
  readonly readModelUrl: string;
  readonly webhookSourcesFile: string | null;
  readonly apiKeysFile: string | null;
  /** Under which browsers reach the service, without a slash at its end; null: under the address that they ask. */
  readonly publicUrl: string | null;
  /** Whether the processes that answer the API also serve the dashboard. */
  readonly dashboard: boolean;
  /** Signs the cookies of sessions; null: one is made in DATA_DIR. */
  readonly sessionSecret: string | null;
  /** Addresses and ranges of the proxies whose forwarding headers count. */
  readonly trustedProxies: readonly string[];
  readonly graceSeconds: number;
  readonly staleSeconds: number;
  /** This worker's share: k of n, both from 1. */
  readonly projectorPartition: { readonly k: number; readonly n: number };
  /** Whether a build that new rules have begun goes live by itself. */
  readonly newRulesSwitch: 'auto' | 'manual';
  readonly maxEventBytes: number;
  readonly ingestQueueLimit: number;
  readonly ingestQueueBytes: number;
  readonly appendSeconds: number;
  /** Whether deliveries are kept on this machine while the event log is away. */
  readonly ingestSpool: boolean;
  readonly ingestSpoolBytes: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly logFormat: 'auto' | 'json' | 'pretty';
}

/** The settings cannot be used. `problems`: one line each, for the operator; they hold no secrets. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A value as others may see it. */
const shown = (value: string): string => {
  const hidden = hideCredentials(value);
  return hidden.length > SHOWN_CHARACTERS ? `${hidden.slice(0, SHOWN_CHARACTERS)}...` : hidden;
};

const readVariables = (environment: Environment): Variables => {
  const variables = new Variables();
  for (const name of Object.keys(variables) as (keyof Variables)[]) {
    const text = environment[name]?.trim();
    if (text !== undefined && text !== '') variables[name] = text;
  }
  return variables;
};

const problemsOf = (variables: Variables): string[] =>
  validateSync(variables).map(
    ({ property, value, constraints }) =>
      `${property}: got ${SECRETS.includes(property) ? 'a text' : `"${shown(String(value))}"`}, takes ${Object.values(constraints ?? {}).join('; ')}`,
  );

/** Beyond the loopback nothing may be open: who can reach the port could read and write everything. */
const exposureProblems = ({ HOST, WEBHOOK_SOURCES_FILE, API_KEYS_FILE }: Variables): string[] => {
  if (isLoopback(HOST)) return [];
  const missing = Object.entries({ WEBHOOK_SOURCES_FILE, API_KEYS_FILE }).filter(([, file]) => file === '');
  if (missing.length === 0) return [];
  const names = missing.map(([name]) => name).join(' and ');
  return [`HOST: got "${HOST}", which others can reach: set ${names} too, or listen on 127.0.0.1`];
};

/** The spool is a file beside the embedded log: what keeps one from being written keeps the other, too. */
const spoolProblems = ({ INGEST_SPOOL, EVENT_STORE_URL }: Variables): string[] =>
  INGEST_SPOOL === 'on' && EVENT_STORE_URL === 'sqlite'
    ? [
        'INGEST_SPOOL: got "on", takes off while EVENT_STORE_URL is sqlite: the spool would lie beside the log it stands in for',
      ]
    : [];

/**
 * Settings from variables (docs/settings.md).
 * @throws BadSettings naming every bad variable, what it got and what it takes
 */
export const readSettings = (environment: Environment): Settings => {
  const variables = readVariables(environment);
  const problems = [...problemsOf(variables), ...exposureProblems(variables), ...spoolProblems(variables)];
  if (problems.length > 0) throw new BadSettings(problems);
  const [k, n] = variables.PROJECTOR_PARTITION.split('/').map(Number) as [number, number];
  return {
    host: variables.HOST,
    port: Number(variables.PORT),
    dataDir: variables.DATA_DIR,
    eventStoreUrl: variables.EVENT_STORE_URL,
    readModelUrl: variables.READ_MODEL_URL,
    webhookSourcesFile: variables.WEBHOOK_SOURCES_FILE || null,
    apiKeysFile: variables.API_KEYS_FILE || null,
    publicUrl: variables.PUBLIC_URL.replace(/\/+$/, '') || null,
    dashboard: variables.DASHBOARD === 'on',
    sessionSecret: variables.SESSION_SECRET || null,
    trustedProxies: listOf(variables.TRUSTED_PROXIES),
    graceSeconds: Number(variables.GRACE_SECONDS),
    staleSeconds: Number(variables.STALE_SECONDS),
    projectorPartition: { k, n },
    newRulesSwitch: variables.NEW_RULES_SWITCH as Settings['newRulesSwitch'],
    maxEventBytes: Number(variables.MAX_EVENT_BYTES),
    ingestQueueLimit: Number(variables.INGEST_QUEUE_LIMIT),
    ingestQueueBytes: Number(variables.INGEST_QUEUE_BYTES),
    appendSeconds: Number(variables.APPEND_SECONDS),
    ingestSpool: variables.INGEST_SPOOL === 'on',
    ingestSpoolBytes: Number(variables.INGEST_SPOOL_BYTES),
    logLevel: variables.LOG_LEVEL as Settings['logLevel'],
    logFormat: variables.LOG_FORMAT as Settings['logFormat'],
  };
};

/** Variables that the file `.env` of the working folder sets. @throws BadSettings it cannot be read */
const readEnvFile = (): Environment => {
  const fromFile: Record<string, string> = {};
  const { error } = config({ quiet: true, processEnv: fromFile });
  if (error !== undefined && (error as NodeJS.ErrnoException).code !== 'ENOENT') {
    throw new BadSettings([`.env: cannot be read (${error.message})`]);
  }
  return fromFile;
};

const isGiven = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';

/**
 * Settings of this process: the environment, and for what it leaves out the file `.env` of the working folder.
 * @throws BadSettings
 */
export const loadSettings = (environment: Environment = process.env): Settings => {
  const given = Object.entries(environment).filter(([, value]) => isGiven(value));
  return readSettings({ ...readEnvFile(), ...Object.fromEntries(given) });
};

/** A setting, and where its value comes from. */
export interface SettingSource {
  readonly name: string;
  /** Without credentials; of a secret only that it is set. */
  readonly shown: string;
  readonly from: 'environment' | '.env' | 'default';
}

/** Where each setting of this process comes from, and what `.env` sets that is none. @throws BadSettings `.env` cannot be read */
export const sourcesOfSettings = (environment: Environment = process.env) => {
  const fromFile = readEnvFile();
  const defaults = new Variables();
  const names = Object.keys(defaults) as (keyof Variables)[];
  const settings = names.map((name): SettingSource => {
    const [own, ofFile] = [environment[name], fromFile[name]];
    const from = isGiven(own) ? 'environment' : isGiven(ofFile) ? '.env' : 'default';
    const value = (from === 'default' ? defaults[name] : from === '.env' ? ofFile : own)?.trim() ?? '';
    return { name, shown: SECRETS.includes(name) && value !== '' ? '(set)' : shown(value), from };
  });
  return { settings, unknown: Object.keys(fromFile).filter((name) => !names.some((known) => known === name)) };
};
