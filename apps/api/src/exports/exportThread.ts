import { Readable, type Writable } from 'node:stream';
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

/** Asks the thread for the next piece of the file, with buffers for it to use again; or to release what it holds and to end. */
export type ToExportThread = { readonly freed: readonly ArrayBuffer[] } | 'stop';

/** A piece of the file, in a buffer that is moved with it, and how many rows have gone into it. */
export interface ExportPiece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly rows: number;
}

/** What the thread answers when it is asked for a piece. */
export type FromExportThread = ExportPiece | { readonly end: true } | { readonly error: WireError };

/** A page of calls and a row group of Parquet are live at a time. Node's own flags count instead where they are given (npm start). */
const HEAP = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 };

/** So many pieces of the file are made ahead of its reader: half a megabyte at most. */
const AHEAD_PIECES = 4;

/** A file that is being made; `rows` counts those made so far. It ends with an error where the thread meets one. */
export interface ExportedFile extends Readable {
  readonly rows: number;
  /** Says what the file is piped into. It must hold no piece any more when its `writableLength` is 0. */
  goesTo(target: Pick<Writable, 'writableLength'>): void;
}

/**
 * The buffers of pieces go back to the thread once they are sent, and are filled again. As garbage they would have V8 mark all of this
 * thread's heap several times a second, and every webhook would wait for it (docs/performance.md#webhooks-beside-an-export).
 */
class ThreadStream extends Readable implements ExportedFile {
  rows = 0;
  readonly #thread: Worker;
  readonly #ended: Promise<void>;
  #target: Pick<Writable, 'writableLength'> | null = null;
  /** Of the pieces that may not be sent yet, in their order. */
  readonly #lent: ArrayBuffer[] = [];
  /** Of those that are sent. */
  #freed: ArrayBuffer[] = [];

  constructor(data: ExportThreadData) {
    super({ objectMode: true, highWaterMark: AHEAD_PIECES });
    this.#thread = new Worker(workerFile('apps/api/src/exports/export.worker'), {
      workerData: data,
      resourceLimits: HEAP,
    });
    this.#thread.on('message', (message: FromExportThread) => this.#take(message));
    this.#thread.on('error', (error) => this.destroy(error));
    this.#ended = new Promise((resolve) => this.#thread.once('exit', () => resolve()));
    void this.#ended.then(() => this.destroy());
  }

  goesTo(target: Pick<Writable, 'writableLength'>): void {
    this.#target = target;
  }

  override _read(): void {
    this.#freeSent();
    this.#ask({ freed: this.#freed }, this.#freed);
    this.#freed = [];
  }

  /** Closed is a stream whose thread has ended: nothing of it is left then. */
  override _destroy(error: Error | null, closed: (error: Error | null) => void): void {
    this.#ask('stop');
    void this.#ended.then(() => closed(error));
  }

  #ask(message: ToExportThread, handedOver: readonly ArrayBuffer[] = []): void {
    this.#thread.postMessage(message, handedOver);
  }

  #take(message: FromExportThread): void {
    if ('error' in message) this.destroy(fromWireError(message.error));
    else if ('end' in message) this.push(null);
    else {
      this.#freeSent();
      this.rows += message.rows;
      this.#lent.push(message.bytes.buffer);
      this.push(message.bytes);
    }
  }

  /** Sent is what waits neither here nor in what it was piped into. */
  #freeSent(): void {
    if (this.#target?.writableLength !== 0) return;
    this.#freed.push(...this.#lent.splice(0, this.#lent.length - this.readableLength));
  }
}

/**
 * Makes a file in a thread of its own, which reads the store itself: no webhook and no query waits for it. It is made no faster than it is
 * read, and whoever destroys the stream ends the thread.
 */
export const startExportThread = (data: ExportThreadData): ExportedFile => new ThreadStream(data);
