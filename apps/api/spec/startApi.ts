import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import type { EventLog, Generation, ReadModels } from '#ports';
import { createServer, openKeyFiles, openLogger, type BadField, type Viewer } from '#server';
import { readSettings } from '#settings';
import { openStores, type Stores } from '#stores';
import { ApiModule, openapiDocument } from '../src/index.js';
import { movableLog, movableReadModels, type ProgressOverrides } from './movableStores.js';

/** The moment all requests of a test are answered at. */
export const NOW = Date.parse('2024-06-01T12:00:00.000Z');

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly bytes: Buffer;
  readonly body: AnswerBody;
}

/** What tests look at; a given answer has some of it. */
export interface AnswerBody extends Readonly<Record<string, unknown>> {
  readonly items: readonly { readonly id: string; readonly startedAt: string; readonly legs: readonly object[] }[];
  readonly nextCursor: string | null;
  readonly asOf: string;
  readonly projection: string;
  readonly campaign: { readonly name: string };
  readonly errors: readonly BadField[];
}

type Keys = Readonly<Record<string, Omit<Viewer, 'name'>>>;

const KEY_FILE = 'keys.json';
const KEYS_READ_EVERY_MILLISECONDS = 20;

/** The API key of a viewer. */
export const keyOf = (viewer: string): string => `key-of-${viewer.replaceAll(' ', '-')}`;

const writeKeys = async (path: string, keys: Keys): Promise<void> => {
  const entries = Object.entries(keys).map(([name, limits]) => {
    const sha256 = createHash('sha256').update(keyOf(name)).digest('hex');
    return { name, sha256, ...limits };
  });
  await writeFile(path, JSON.stringify(entries));
};

const jsonOf = (text: string): AnswerBody => {
  try {
    return JSON.parse(text) as AnswerBody;
  } catch {
    return {} as AnswerBody;
  }
};

/** The API's process over embedded stores in a folder of its own. */
export class RunningApi {
  /** Set by a test to move the projections by hand. */
  progress: ProgressOverrides = {};
  /** The clock of the process, in milliseconds; a test may move it. */
  now = NOW;
  /** What it has logged, a JSON object a line; nothing unless LOG_LEVEL says so. */
  readonly logged: string[] = [];
  /** `METHOD /address` of every route, with `:name` for a part of the address. */
  readonly routes: string[] = [];

  private constructor(
    readonly folder: string,
    readonly stores: Stores,
    readonly generation: Generation,
  ) {}
  private app!: NestFastifyApplication;

  /** `keys`: viewers by name; `environment`: further settings. A request names the one who asks; without keys all is open. */
  static async start(keys: Keys | null, environment: Readonly<Record<string, string>> = {}): Promise<RunningApi> {
    const folder = await mkdtemp(join(tmpdir(), 'api-'));
    const keyFile = keys === null ? '' : join(folder, KEY_FILE);
    if (keys !== null) await writeKeys(keyFile, keys);
    const sourcesFile = keys === null ? '' : join(folder, 'sources.json'); // half open, it would refuse what a proxy forwards
    if (keys !== null)
      await writeFile(sourcesFile, JSON.stringify([{ name: 'main', header: 'secret', secret: 'of-8-or-more' }]));
    const settings = readSettings({
      DATA_DIR: folder,
      API_KEYS_FILE: keyFile,
      WEBHOOK_SOURCES_FILE: sourcesFile,
      LOG_LEVEL: 'silent',
      ...environment,
    });
    const stores = await openStores(settings);
    const generation = await stores.readModels.openProjection('calls', '1', await stores.log.identity());
    const api = new RunningApi(folder, stores, generation);
    const logger = openLogger('api', settings, { write: (line) => void api.logged.push(line) });
    const metrics = new Registry();
    const keyFiles = openKeyFiles(settings, logger, metrics, KEYS_READ_EVERY_MILLISECONDS);
    const parts = { settings, stores: api.movableStores(), logger, clock: () => api.now, metrics, keyFiles };
    api.app = await createServer(ApiModule, parts, (app) => {
      app
        .getHttpAdapter()
        .getInstance()
        .addHook('onRoute', ({ method, url }) => {
          api.routes.push(...[method].flat().map((one) => `${one} ${url}`));
        });
    });
    await api.app.init();
    return api;
  }

  /** Asks as the viewer of this name. */
  get(path: string, viewer = '', headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask('GET', path, viewer, { headers });
  }

  /** Other keys from now on: they are in force some milliseconds later. */
  changeKeys(keys: Keys): Promise<void> {
    return writeKeys(join(this.folder, KEY_FILE), keys);
  }

  /** What it says of itself. */
  get document(): OpenAPIObject {
    return openapiDocument(this.app);
  }

  /** A part of the running process, by its class. */
  part<Part>(token: new (...parts: never[]) => Part): Part {
    return this.app.get(token, { strict: false });
  }

  /** Listens on a free port, for what can be seen over a connection only. The address, and the headers by which this viewer asks. */
  async listen(viewer: string): Promise<{ readonly url: string; readonly headers: Record<string, string> }> {
    if (!this.app.getHttpServer().listening) await this.app.listen(0, '127.0.0.1');
    return { url: await this.app.getUrl(), headers: { authorization: `Bearer ${keyOf(viewer)}` } };
  }

  /** A body is sent as JSON. */
  async ask(
    method: 'GET' | 'HEAD' | 'POST' | 'DELETE',
    path: string,
    viewer: string,
    { headers = {}, body }: { readonly headers?: Record<string, string>; readonly body?: unknown } = {},
  ): Promise<Answer> {
    const sent = {
      ...headers,
      ...(viewer === '' ? {} : { authorization: `Bearer ${keyOf(viewer)}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
    const answer = await this.app.inject({ method, url: path, headers: sent, ...payload });
    const { statusCode: status, body: text, rawPayload: bytes } = answer;
    return { status, headers: answer.headers, text, bytes, body: jsonOf(text) };
  }

  async stop(): Promise<void> {
    await this.app.close();
    await rm(this.folder, { recursive: true });
  }

  private movableStores(): Stores {
    const log: EventLog = movableLog(this.stores.log, () => this.progress);
    const readModels: ReadModels = movableReadModels(this.stores.readModels, () => this.progress);
    return { log, readModels, share: () => this.stores.share(), close: () => this.stores.close() };
  }
}
