import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';
import type { EventLog } from '#ports';
import { createServer, openKeyFiles, openLogger } from '#server';
import { readSettings } from '#settings';
import { openStores, type Stores } from '#stores';
import { IngestModule } from '../src/ingest.module.js';

export interface IngestServer {
  readonly app: NestFastifyApplication;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly log: EventLog;
  readonly folder: string;
  /** Everything logged so far. */
  readonly lines: () => string;
  readonly close: () => Promise<void>;
}

interface IngestServerOptions {
  readonly environment?: Record<string, string>;
  /** Puts something in the log's place; gets the real one. */
  readonly log?: (real: EventLog) => EventLog;
  readonly receivedAt?: number;
  /** A folder with files of secrets; removed at the end. */
  readonly folder?: string;
}

/** Ingest alone, over the embedded log in a folder of its own, listening on a free port. */
export const startIngest = async (options: IngestServerOptions = {}): Promise<IngestServer> => {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'ingest-'));
  const settings = readSettings({ DATA_DIR: join(folder, 'data'), PORT: '0', ...options.environment });
  const opened = await openStores(settings);
  const stores: Stores = { ...opened, log: options.log?.(opened.log) ?? opened.log };
  const output = new PassThrough();
  let lines = '';
  output.on('data', (chunk: Buffer) => (lines += chunk.toString()));
  const logger = openLogger('ingest', { logLevel: 'info', logFormat: 'json' }, output);
  const metrics = new Registry();
  const keyFiles = openKeyFiles(settings, logger, metrics, 20);
  const clock = () => options.receivedAt ?? Date.now();
  const app = await createServer(IngestModule, { settings, stores, logger, clock, metrics, keyFiles });
  await app.listen(0, '127.0.0.1');
  const close = async (): Promise<void> => {
    await app.close();
    rmSync(folder, { recursive: true });
  };
  return { app, url: await app.getUrl(), log: opened.log, folder, lines: () => lines, close };
};

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'ingest-'));

/** Until the condition holds; fails after 10 s. */
export const eventually = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('the condition has not come to hold within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
