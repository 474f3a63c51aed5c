import { workerData } from 'node:worker_threads';
import { RevisionConflict, toWireError, type WireError } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { blockFor } from '../sqlite/transaction.js';
import { serveRequests } from '../worker/serveRequests.js';
import { AppendGroups, type AppendedAt, type AppendRequest } from './appendGroup.js';
import { logFile, openLogConnection, prepareLog } from './schema.js';

export type AppendOutcome = AppendedAt | { readonly conflict: WireError };

export type LogWriterApi = {
  /** The log's identity. It is answered once the file has all its tables. */
  identity: (input: null) => string;
  append: (group: readonly AppendRequest[]) => AppendOutcome[];
};

/** Sent after each group to every thread that writes through this worker. */
export interface LogAppended {
  /** The log reaches at least up to this position. */
  readonly head: number;
}

/** While another process writes to the file too, this one waits so long after each commit, so that the other finds the file free. */
const GIVE_WAY_MS = 2;

/** The returned function answers whether another connection has written since its last call. */
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

const lastPosition = (outcomes: readonly (AppendedAt | RevisionConflict)[]): number =>
  outcomes.reduce((last, outcome) => ('position' in outcome ? Math.max(last, outcome.position) : last), 0);

const { dataDir } = workerData as { dataDir: string };

serveRequests<LogWriterApi>(async (sendToAll) => {
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
        sendToAll({ head: lastPosition(outcomes) } satisfies LogAppended);
        if (haveOthersWritten()) blockFor(GIVE_WAY_MS);
        return outcomes.map((outcome) =>
          outcome instanceof RevisionConflict ? { conflict: toWireError(outcome) } : outcome,
        );
      },
    },
    stop: () => db.close(),
  };
});
