import { chosen } from '../parameters/chosen.js';
import { LOCAL_PARAMETER, PAGE_PARAMETERS, TIMEZONE_PARAMETER } from '../parameters/filterParameters.js';
import type { Asked } from '../parameters/parameter.js';
import { routeQuery } from '../parameters/readQuery.js';

/** The parameters of the lists of campaigns, projects and consultants. */
export const NAMED_QUERY = routeQuery([
  TIMEZONE_PARAMETER,
  LOCAL_PARAMETER,
  ...chosen(PAGE_PARAMETERS, ['limit', 'cursor']),
]);
export type AskedNamed = Asked<typeof NAMED_QUERY.parameters>;
