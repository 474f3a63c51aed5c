/** The thread of one export: opens the read models and gives piece after piece of the file when it is asked for one. */
import { constants, getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { exportChunks, type ExportChunk } from '#exports';
import { toWireError } from '#ports';
import { openReadModelsToRead } from '#stores';
import type { ExportThreadData, FromExportThread, ToExportThread } from './exportThread.js';

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

/** Pieces with something in them: an empty one is no answer. Its rows are counted with the next one. */
async function* pieces(): AsyncGenerator<ExportChunk, undefined> {
  let rows = 0;
  for await (const chunk of exportChunks(await opening, generation, question)) {
    rows += chunk.rows;
    if (chunk.bytes.length === 0) continue;
    yield { rows, bytes: chunk.bytes };
    rows = 0;
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

/** What is under way is not waited for: a server that does not answer would hold the thread. */
const stop = async (): Promise<void> => {
  const opened = await Promise.race([opening, Promise.resolve(null)]);
  await opened?.close();
  process.exit(0);
};

parent.on('message', (message: ToExportThread) => {
  if (message === 'stop') void stop();
  else void nextPiece().then((piece) => parent.postMessage(piece));
});
