import type { Checkpoint } from '#ports';

/** A consumer's checkpoint in a log named `log`, with what a test has to say of it. */
export const aCheckpoint = (of: Partial<Checkpoint> = {}): Checkpoint => ({
  consumer: 'partition-1/1',
  position: '0001',
  logIdentity: 'log',
  logTime: null,
  savedAt: '2024-05-01T11:59:59.000Z',
  events: 1,
  perSecond: null,
  ...of,
});
