import { workerData } from 'node:worker_threads';
import { RevisionConflict, toWireError, type SpoolSize } from '#ports';
import { AppendGroups, type AppendRequest } from '../eventLog/appendGroup.js';
import { logFile, openLogConnection, prepareLog } from '../eventLog/schema.js';
import type { AppendOutcome } from '../eventLog/writer.worker.js';
import { serveRequests } from '../worker/serveRequests.js';
import { SpoolTable, type SpoolTuple } from './spoolTable.js';

export type SpoolApi = {
  append: (group: readonly AppendRequest[]) => AppendOutcome[];
  oldest: (query: { readonly after: number; readonly limit: number }) => readonly SpoolTuple[];
  remove: (places: readonly number[]) => null;
  size: (input: null) => SpoolSize;
};

const { dataDir } = workerData as { dataDir: string };

serveRequests<SpoolApi>(async () => {
  const db = await openLogConnection(dataDir);
  prepareLog(db, logFile(dataDir));
  const groups = new AppendGroups(db);
  const table = new SpoolTable(db);
  return {
    api: {
      append: (group) =>
        groups
          .commit(group)
          .map((outcome) => (outcome instanceof RevisionConflict ? { conflict: toWireError(outcome) } : outcome)),
      oldest: ({ after, limit }) => table.oldest(after, limit),
      remove: (places) => table.remove(places),
      size: () => table.size(),
    },
    stop: () => db.close(),
  };
});
