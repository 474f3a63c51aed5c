import { existsSync } from 'node:fs';
import type { EventLog } from '#ports';
import type { Logger } from '#server';
import type { Settings } from '#settings';
import { openSpool, spoolFolder } from '#stores';
import type { IngestMetrics } from '../ingestMetrics.js';
import { BoundedSpool } from './boundedSpool.js';
import { GuardedLog } from './guardedLog.js';

/** The spool, where one is wanted, or an earlier run has left one: what was acknowledged then must reach the log now. */
const openLeftOrWanted = async ({ ingestSpool, ingestSpoolBytes, dataDir }: Settings): Promise<BoundedSpool | null> => {
  if (!ingestSpool && !existsSync(spoolFolder(dataDir))) return null;
  return BoundedSpool.over(await openSpool({ dataDir }), ingestSpoolBytes);
};

/**
 * What stands between webhooks and the event log of this process.
 * @throws StoreUnavailable the spool cannot be opened
 */
export const openGuardedLog = async (
  log: EventLog,
  settings: Settings,
  logger: Logger,
  metrics: IngestMetrics,
): Promise<GuardedLog> => {
  const guarded = new GuardedLog({
    log,
    limitMs: settings.appendSeconds * 1000,
    spool: await openLeftOrWanted(settings),
    takesNew: settings.ingestSpool,
    logger,
    onDrained: (events) => metrics.countDrained(events),
  });
  metrics.watch(guarded);
  return guarded;
};
