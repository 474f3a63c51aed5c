import { filtersIn } from './filters.js';
import type { RangeName } from './range.js';
import { withValues, writeQuery, type Query } from './search.js';

/**
 * The address of the list of the calls behind a figure: the page's filters, range and zone, narrowed. The range is written out, since
 * every page has a usual one of its own.
 *
 * @param range the range of a page whose address says none
 */
export const callsAddress = (query: Query, range: RangeName, narrowed: Query = {}): string => {
  const { from = [], to = [], tz = [] } = query;
  const relative = from.length + to.length > 0 ? [] : (query.range ?? [range]);
  const bounds = narrowed.from === undefined ? { range: relative, from, to } : {};
  return `/calls${writeQuery(withValues({ ...filtersIn(query), ...bounds, tz }, narrowed))}`;
};
