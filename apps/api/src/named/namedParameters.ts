import { chosen, LOCAL_PARAMETER, TIMEZONE_PARAMETER, type Asked } from '#parameters';
import { PAGE_PARAMETERS } from '../parameters/pageParameters.js';
import { routeQuery } from '../parameters/readQuery.js';

/** The parameters of the lists of campaigns, projects and consultants. */
export const NAMED_QUERY = routeQuery([
  TIMEZONE_PARAMETER,
  LOCAL_PARAMETER,
  ...chosen(PAGE_PARAMETERS, ['limit', 'cursor']),
]);
export type AskedNamed = Asked<typeof NAMED_QUERY.parameters>;
