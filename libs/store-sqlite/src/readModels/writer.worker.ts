import { workerData } from 'node:worker_threads';
import { serveTable } from '../worker/methods.js';
import { serveRequests } from '../worker/serveRequests.js';
import { DiskRoom, freeRoom } from './diskRoom.js';
import { openReadModelsConnection, prepareReadModels, readModelsFile } from './schema.js';
import { WRITES, type WriterApi, type WriterData } from './tables.js';
import { Writer } from './writer.js';

const { dataDir, reservedMegabytes } = workerData as WriterData;

serveRequests<WriterApi>(async () => {
  const db = await openReadModelsConnection(dataDir);
  prepareReadModels(db, readModelsFile(dataDir));
  const writer = new Writer(db, new DiskRoom(freeRoom(db, dataDir), reservedMegabytes));
  return {
    api: serveTable(WRITES, writer),
    stop: () => db.close(),
  };
});
