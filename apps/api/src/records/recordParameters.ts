import { chosen, FILTER_PARAMETERS, LOCAL_PARAMETER, type Asked, type Parameter } from '#parameters';
import { PAGE_PARAMETERS } from '../parameters/pageParameters.js';
import { routeQuery } from '../parameters/readQuery.js';

const REACHED = {
  name: 'reached',
  kind: 'flag',
  several: false,
  description: 'Whether an attempt is a conversation.',
} as const satisfies Parameter;

/** `from` and `to` are about the start of the first attempt, campaign and project about the first attempt. */
const OF_FIRST_ATTEMPT = ['from', 'to', 'timezone', 'campaign', 'project'] as const;
const PAGING = ['limit', 'cursor'] as const;

/** The parameters of the list of records. */
export const RECORDS_QUERY = routeQuery([
  ...chosen(FILTER_PARAMETERS, OF_FIRST_ATTEMPT),
  REACHED,
  LOCAL_PARAMETER,
  ...chosen(PAGE_PARAMETERS, PAGING),
]);
export type AskedRecords = Asked<typeof RECORDS_QUERY.parameters>;
