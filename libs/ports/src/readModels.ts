import type { CallQueries } from './callQueries.js';
import type { ChangeFeed } from './changeFeed.js';
import type { Checkpoints } from './checkpoints.js';
import type { Differences } from './differences.js';
import type { Documents } from './documents.js';
import type { Generations } from './generations.js';
import type { LatestNames } from './latestNames.js';
import type { Leases } from './leases.js';
import type { RecordQueries } from './recordQueries.js';
import type { CallStatistics, Segments } from './statistics.js';
import type { StoredDocuments } from './storedDocuments.js';
import type { Summaries } from './summaries.js';

/**
 * A store of read models: what the projector makes from the log and may be thrown away at will. It is all the small ports in one; whoever
 * works with it takes those that it uses. A new port is a file of its own and a line here.
 */
export interface ReadModels
  extends
    Documents,
    StoredDocuments,
    CallQueries,
    RecordQueries,
    CallStatistics,
    Segments,
    LatestNames,
    ChangeFeed,
    Checkpoints,
    Leases,
    Generations,
    Differences,
    Summaries {
  /** Resolves when the store answers; used by health checks. @throws StoreUnavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}
