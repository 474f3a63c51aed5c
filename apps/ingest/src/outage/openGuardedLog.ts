import { existsSync } from 'node:fs';
import { SpoolInUse, type EventLog } from '#ports';
import type { Logger } from '#server';
import { BadSettings, type Settings } from '#settings';
import { openSpool, spoolFolder } from '#stores';
import type { IngestMetrics } from '../ingestMetrics.js';
import { BoundedSpool } from './boundedSpool.js';
import { GuardedLog } from './guardedLog.js';

/** The spool, where one is wanted, or an earlier run has left one: what was acknowledged then must reach the log now. */
const openLeftOrWanted = async (
  { ingestSpool, ingestSpoolBytes, dataDir }: Settings,
  logger: Logger,
): Promise<BoundedSpool | null> => {
  if (!ingestSpool && !existsSync(spoolFolder(dataDir))) return null;
  try {
    return await BoundedSpool.over(await openSpool({ dataDir }), ingestSpoolBytes);
  } catch (error) {
    if (!(error instanceof SpoolInUse)) throw error;
    if (ingestSpool) {
      throw new BadSettings([
        `DATA_DIR: got "${dataDir}", whose spool another process has; with INGEST_SPOOL=on each ingest takes a folder of its own`,
      ]);
    }
    logger.info('the spool in DATA_DIR is left to the process that has it');
    return null;
  }
};

/**
 * What stands between webhooks and the event log of this process.
 * @throws StoreUnavailable the spool cannot be opened
 * @throws BadSettings another process has it
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
    spool: await openLeftOrWanted(settings, logger),
    takesNew: settings.ingestSpool,
    logger,
    onDrained: (events) => metrics.countDrained(events),
  });
  metrics.watch(guarded);
  return guarded;
};
