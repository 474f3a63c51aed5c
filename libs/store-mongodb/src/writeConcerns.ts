import { WriteConcern } from 'mongodb';

/** For what the log does not hold. It survives a crash of the server and a failover, with all that was written before it. */
export const DURABLE = { writeConcern: new WriteConcern('majority', undefined, true) };

/**
 * For what is made of the log, with the checkpoint that covers it, and for leases. The primary acknowledges it and waits neither for the disk
 * nor for other members: what a crash or a failover takes back, it takes back together with the checkpoint, and it is projected again
 * (docs/decisions/0066-mongodb-documents-wait-for-no-disk.md).
 */
export const ACKNOWLEDGED = { writeConcern: new WriteConcern(1, undefined, false) };
