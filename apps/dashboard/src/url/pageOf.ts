import { readQuery, withValues, writeQuery } from './search.js';

/**
 * The page that shows what an address of the API answers: `/v1/calls?quality=bad_time` is `/calls?quality=bad_time&range=all`. Dialogs have
 * no page of their own: their calls are shown.
 *
 * @param tz the zone of the page that leads there, as its address has it
 */
export const pageOf = (href: string, tz: readonly string[]): string => {
  const [path = '', search = ''] = href.split('?');
  const page = path.replace(/^\/v1\/legs/, '/calls').replace(/^\/v1/, '');
  if (page !== '/calls') return page + writeQuery({ tz });
  const { timezone: _timezone, sort: _sort, ...query } = readQuery(search);
  const isOpen = query.from === undefined && query.to === undefined;
  return page + writeQuery(withValues(query, { tz, range: isOpen ? ['all'] : [] }));
};
