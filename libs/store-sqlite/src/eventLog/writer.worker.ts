import { workerData } from 'node:worker_threads';
import { RevisionConflict } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { blockFor } from '../sqlite/transaction.js';
import { serveRequests } from '../worker/serveRequests.js';
import { toWireError, type WireError } from '../worker/wireErrors.js';
import { AppendGroups, type AppendedAt, type AppendRequest } from './appendGroup.js';
import { logFile, openLogConnection, prepareLog } from './schema.js';

export type AppendOutcome = AppendedAt | { readonly conflict: WireError };

export type LogWriterApi = {
  /** Answers when the file is there with all its tables: the log's identity. */
  identity: (input: null) => string;
  append: (group: readonly AppendRequest[]) => AppendOutcome[];
};

/** How long the file is left free after a commit while another process writes to it too: long enough to be found free. */
const GIVE_WAY_MS = 2;

/** Tells whether another connection has written since it was last asked. */
const othersWrite = (db: Database): (() => boolean) => {
  const version = db.prepare('PRAGMA data_version');
  let last: unknown;
  return () => {
    const { data_version: now } = version.get() as { data_version: unknown };
    const changed = last !== undefined && now !== last;
    last = now;
    return changed;
  };
};

const { dataDir } = workerData as { dataDir: string };

serveRequests<LogWriterApi>(async () => {
  const db = await openLogConnection(dataDir);
  prepareLog(db, logFile(dataDir));
  const groups = new AppendGroups(db);
  const haveOthersWritten = othersWrite(db);
  const identity = db.prepare("SELECT value FROM meta WHERE name = 'identity'");
  return {
    api: {
      identity: () => (identity.get() as { value: string }).value,
      append: (group) => {
        const outcomes = groups.commit(group);
        if (haveOthersWritten()) blockFor(GIVE_WAY_MS);
        return outcomes.map((outcome) =>
          outcome instanceof RevisionConflict ? { conflict: toWireError(outcome) } : outcome,
        );
      },
    },
    stop: () => db.close(),
  };
});
