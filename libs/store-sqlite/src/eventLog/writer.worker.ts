import { workerData } from 'node:worker_threads';
import { RevisionConflict } from '#ports';
import { serveRequests } from '../worker/serveRequests.js';
import { toWireError, type WireError } from '../worker/wireErrors.js';
import { AppendGroups, type AppendedAt, type AppendRequest } from './appendGroup.js';
import { logFile, openLogConnection, prepareLog } from './schema.js';

export type LogWriterApi = {
  /** Answers when the file is there with all its tables: the log's identity. */
  identity: (input: null) => string;
  append: (group: readonly AppendRequest[]) => (AppendedAt | { readonly conflict: WireError })[];
};

const { dataDir } = workerData as { dataDir: string };

serveRequests<LogWriterApi>(async () => {
  const db = await openLogConnection(dataDir);
  prepareLog(db, logFile(dataDir));
  const groups = new AppendGroups(db);
  const identity = db.prepare("SELECT value FROM meta WHERE name = 'identity'");
  return {
    api: {
      identity: () => (identity.get() as { value: string }).value,
      append: (group) =>
        groups
          .commit(group)
          .map((outcome) => (outcome instanceof RevisionConflict ? { conflict: toWireError(outcome) } : outcome)),
    },
    stop: () => db.close(),
  };
});
