import { BadSettings, readSettings } from './readSettings.js';

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof BadSettings) return error.problems;
    throw error;
  }
  return [];
};

describe('readSettings', () => {
  it('has a default for everything, which needs nothing but a folder', () => {
    expect(readSettings({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      dataDir: './data',
      eventStoreUrl: 'sqlite',
      readModelUrl: 'sqlite',
      webhookSourcesFile: null,
      apiKeysFile: null,
      publicUrl: null,
      dashboard: true,
      sessionSecret: null,
      trustedProxies: [],
      graceSeconds: 300,
      staleSeconds: 14400,
      projectorPartition: { k: 1, n: 1 },
      newRulesSwitch: 'auto',
      maxEventBytes: 262144,
      ingestSpool: false,
      ingestSpoolBytes: 1_073_741_824,
      ingestQueueLimit: 10000,
      ingestQueueBytes: 67108864,
      appendSeconds: 10,
      logLevel: 'info',
      logFormat: 'auto',
    });
  });

  it('reads what is set, and takes the default for what is set to nothing', () => {
    const settings = readSettings({ PORT: ' 8080 ', PROJECTOR_PARTITION: '2/4', DATA_DIR: '', GRACE_SECONDS: '0' });
    expect(settings).toMatchObject({
      port: 8080,
      projectorPartition: { k: 2, n: 4 },
      dataDir: './data',
      graceSeconds: 0,
    });
  });

  it('names every bad variable at once: what it got and what it takes', () => {
    expect(problemsOf({ PORT: 'http', STALE_SECONDS: '1.5', PROJECTOR_PARTITION: '3/2', LOG_LEVEL: 'loud' })).toEqual([
      'PORT: got "http", takes a whole number from 0 to 65535',
      'STALE_SECONDS: got "1.5", takes a whole number from 1 to 31536000',
      'PROJECTOR_PARTITION: got "3/2", takes k/n: worker k of n, as 1/1 or 2/4',
      'LOG_LEVEL: got "loud", takes one of fatal, error, warn, info, debug, trace, silent',
    ]);
  });

  it.each(['-1', '65536', '3000x', '0x10', '1e3'])('takes no port %s', (PORT) => {
    expect(problemsOf({ PORT })).toHaveLength(1);
  });

  it.each([
    'sqlite',
    'kurrentdb://host:2113?tls=false',
    'kurrentdb://h1:2113,h2:2113,h3:2113',
    'esdb+discover://admin:pw@cluster:2113',
  ])('takes the event store %s', (EVENT_STORE_URL) =>
    expect(readSettings({ EVENT_STORE_URL }).eventStoreUrl).toBe(EVENT_STORE_URL),
  );

  it.each([
    'sqlite',
    'mongodb://user:pw@host/db',
    'mongodb://h1:27017,h2:27017,h3:27017/db?replicaSet=rs0',
    'mongodb+srv://c/db',
  ])('takes the read-model store %s', (READ_MODEL_URL) =>
    expect(readSettings({ READ_MODEL_URL }).readModelUrl).toBe(READ_MODEL_URL),
  );

  it('takes no scheme with nothing behind it', () => {
    expect(problemsOf({ EVENT_STORE_URL: 'esdb://', READ_MODEL_URL: 'mongodb://' })).toHaveLength(2);
  });

  it('does not repeat the password of a store it does not take', () => {
    const [problem] = problemsOf({ EVENT_STORE_URL: 'mysql://root:s3cret@host/db', READ_MODEL_URL: 'sqlite' });
    expect(problem).toBe('EVENT_STORE_URL: got "mysql://***@host/db", takes sqlite, or kurrentdb://... (esdb://...)');
  });

  it('refuses to listen where others can reach it unless both files are set, and says which are missing', () => {
    expect(problemsOf({ HOST: '0.0.0.0' })).toEqual([
      'HOST: got "0.0.0.0", which others can reach: set WEBHOOK_SOURCES_FILE and API_KEYS_FILE too, or listen on 127.0.0.1',
    ]);
    expect(problemsOf({ HOST: '::', API_KEYS_FILE: 'keys.json' })[0]).toContain('set WEBHOOK_SOURCES_FILE too');
    expect(problemsOf({ HOST: '10.1.2.3', API_KEYS_FILE: 'keys.json', WEBHOOK_SOURCES_FILE: 'sources.json' })).toEqual(
      [],
    );
    expect(problemsOf({ HOST: 'localhost' })).toEqual([]);
  });

  it('keeps a spool beside a log on a server only', () => {
    const EVENT_STORE_URL = 'esdb://host:2113';
    expect(readSettings({ EVENT_STORE_URL, INGEST_SPOOL: 'on', INGEST_SPOOL_BYTES: '2000000' })).toMatchObject({
      ingestSpool: true,
      ingestSpoolBytes: 2_000_000,
    });
    expect(readSettings({ EVENT_STORE_URL }).ingestSpool).toBe(false);
    expect(problemsOf({ INGEST_SPOOL: 'on' })[0]).toContain('takes off while EVENT_STORE_URL is sqlite');
    expect(problemsOf({ EVENT_STORE_URL, INGEST_SPOOL: 'yes' })).toEqual([
      'INGEST_SPOOL: got "yes", takes one of on, off',
    ]);
  });
});
