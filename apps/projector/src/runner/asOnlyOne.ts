import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Leases } from '#ports';
import { underLease } from './lease.js';
import { describeProcessor, type ProcessorId, type ProcessorLog, type Report } from './processor.js';

interface SingleWork {
  readonly id: ProcessorId;
  /** Name of the lease. */
  readonly lease: string;
  readonly signal: AbortSignal;
  readonly report: Report;
  readonly work: (signal: AbortSignal) => Promise<void>;
}

/** Does work that one worker at a time may do, while it holds the lease. Who holds it meanwhile is the reason of the processor's state. */
export const asOnlyOne = (
  { readModels, logger }: { readonly readModels: Leases; readonly logger: ProcessorLog },
  { id, lease, signal, report, work }: SingleWork,
): Promise<void> => {
  const name = describeProcessor(id);
  const warn = (message: string): void => logger.warn({ processor: name }, `${name}: ${message}`);
  return underLease(
    {
      leases: readModels,
      name: lease,
      owner: `${hostname()}:${process.pid}:${randomUUID()}`,
      onStandby: (owner, isSilent) => {
        if (isSilent) report.takingOver(`${owner}, who does this, does not renew the lease: it is taken over`);
        else report.waiting(`standing by behind ${owner}`);
      },
      onTakenOver: (owner) => warn(`the lease has been taken over from ${owner}`),
      onLost: () => warn('another worker has taken the lease over, since it was not renewed in time'),
    },
    signal,
    (held) => {
      report.itsTurn();
      return work(held);
    },
  );
};
