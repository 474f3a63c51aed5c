import { isoSecondsOf, type CallFilter } from '#domain';
import type { FILTER_PARAMETERS } from './filterParameters.js';
import type { Asked } from './parameter.js';
import type { BadParameter } from './readParameters.js';

/** What the filters were set to. */
export type AskedFilter = Asked<typeof FILTER_PARAMETERS>;

/** What is wrong with a range of times whose ends are each good: it ends before it begins. An empty range is nobody's mistake. */
export const badRange = ({ from, to }: Pick<AskedFilter, 'from' | 'to'>): BadParameter[] =>
  from !== undefined && to !== undefined && to < from ? [{ field: 'to', message: 'must not be before from' }] : [];

/** The filter with its times as the documents write them. */
export const conditionsOf = ({
  from,
  to,
  ...rest
}: Omit<AskedFilter, 'attribution'>): Omit<CallFilter, 'attribution' | 'clock'> => ({
  ...rest,
  ...(from === undefined ? {} : { from: isoSecondsOf(from) }),
  ...(to === undefined ? {} : { to: isoSecondsOf(to) }),
});
