import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { workerFile } from '#concurrency';
import type { ExportQuestion } from '#exports';
import { fromWireError, type Generation, type WireError } from '#ports';
import type { StoreSettings } from '#stores';

/** What the thread is started with. */
export interface ExportThreadData {
  readonly stores: Pick<StoreSettings, 'readModelUrl' | 'dataDir'>;
  readonly generation: Generation;
  readonly question: ExportQuestion;
}

/** Asks the thread for the next piece of the file, or to release what it holds and to end. */
export type ToExportThread = 'more' | 'stop';

/** What the thread answers to `more`. */
export type FromExportThread =
  { readonly bytes: Uint8Array; readonly rows: number } | { readonly end: true } | { readonly error: WireError };

/** A page of calls and a row group of Parquet are live at a time. Node's own flags count instead where they are given (npm start). */
const HEAP = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 };

/** So much of the file is made ahead of its reader. */
const AHEAD_BYTES = 1024 * 1024;

/** A file that is being made; `rows` counts those made so far. It ends with an error where the thread meets one. */
export interface ExportedFile extends Readable {
  readonly rows: number;
}

class ThreadStream extends Readable implements ExportedFile {
  rows = 0;
  readonly #thread: Worker;
  readonly #ended: Promise<void>;

  constructor(data: ExportThreadData) {
    super({ highWaterMark: AHEAD_BYTES });
    this.#thread = new Worker(workerFile('apps/api/src/exports/export.worker'), {
      workerData: data,
      resourceLimits: HEAP,
    });
    this.#thread.on('message', (message: FromExportThread) => this.#take(message));
    this.#thread.on('error', (error) => this.destroy(error));
    this.#ended = new Promise((resolve) => this.#thread.once('exit', () => resolve()));
    void this.#ended.then(() => this.destroy());
  }

  override _read(): void {
    this.#ask('more');
  }

  /** Closed is a stream whose thread has ended: nothing of it is left then. */
  override _destroy(error: Error | null, closed: (error: Error | null) => void): void {
    this.#ask('stop');
    void this.#ended.then(() => closed(error));
  }

  #ask(message: ToExportThread): void {
    this.#thread.postMessage(message);
  }

  #take(message: FromExportThread): void {
    if ('error' in message) this.destroy(fromWireError(message.error));
    else if ('end' in message) this.push(null);
    else {
      this.rows += message.rows;
      this.push(message.bytes);
    }
  }
}

/**
 * Makes a file in a thread of its own, which reads the store itself: no webhook and no query waits for it. It is made no faster than it is
 * read, and whoever destroys the stream ends the thread.
 */
export const startExportThread = (data: ExportThreadData): ExportedFile => new ThreadStream(data);
