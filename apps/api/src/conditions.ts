import type { CallFilter, ReadClock } from '#domain';

/** The conditions on a list, a statistic or an export, before the moment of reading is known. */
export type Conditions = Omit<CallFilter, 'clock'>;

export const filterAt = (conditions: Conditions, clock: ReadClock): CallFilter => ({ ...conditions, clock });
