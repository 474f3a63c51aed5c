/** The thread of one export: opens the read models and gives piece after piece of the file when it is asked for one. */
import { constants, getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { exportChunks } from '#exports';
import { toWireError } from '#ports';
import { openReadModelsToRead } from '#stores';
import type { ExportPiece, ExportThreadData, FromExportThread, ToExportThread } from './exportThread.js';

const parent = parentPort;
if (parent === null) throw new Error('this file runs as a worker thread only');

/*
 * On Linux a thread has a priority of its own: where the cores do not suffice for all, webhooks and queries come first. Elsewhere this would
 * be that of the whole process.
 */
const { PRIORITY_BELOW_NORMAL } = constants.priority;
if (process.platform === 'linux' && getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);

const { stores, generation, question } = workerData as ExportThreadData;
const opening = openReadModelsToRead(stores);
opening.catch(() => undefined); // the first piece that is asked for says so

const PIECE_BYTES = 128 * 1024;

/** Buffers of pieces that are sent. */
const free: ArrayBuffer[] = [];

const inBuffer = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
  const piece = new Uint8Array(free.pop() ?? new ArrayBuffer(PIECE_BYTES), 0, bytes.length);
  piece.set(bytes);
  return piece;
};

/** The file, each piece in a buffer, and none empty: that would be no answer. The rows of a chunk are counted with its first piece. */
async function* pieces(): AsyncGenerator<ExportPiece, undefined> {
  let rows = 0;
  for await (const chunk of exportChunks(await opening, generation, question)) {
    rows += chunk.rows;
    for (let from = 0; from < chunk.bytes.length; from += PIECE_BYTES) {
      yield { rows, bytes: inBuffer(chunk.bytes.subarray(from, from + PIECE_BYTES)) };
      rows = 0;
    }
  }
}

const file = pieces();
const nextPiece = async (): Promise<FromExportThread> => {
  try {
    const piece = await file.next();
    return piece.done === true ? { end: true } : piece.value;
  } catch (error) {
    return { error: toWireError(error) };
  }
};

const give = (piece: FromExportThread): void => {
  parent.postMessage(piece, 'bytes' in piece ? [piece.bytes.buffer] : []);
};

/** What is under way is not waited for: a server that does not answer would hold the thread. */
const stop = async (): Promise<void> => {
  const opened = await Promise.race([opening, Promise.resolve(null)]);
  await opened?.close();
  process.exit(0);
};

parent.on('message', (message: ToExportThread) => {
  if (message === 'stop') void stop();
  else {
    free.push(...message.freed);
    void nextPiece().then(give);
  }
});
