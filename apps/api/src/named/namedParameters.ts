import { LOCAL_PARAMETER, PAGE_PARAMETERS, TIMEZONE_PARAMETER } from '../parameters/filterParameters.js';
import type { Asked } from '../parameters/parameter.js';
import { routeQuery } from '../parameters/readQuery.js';

const [LIMIT, CURSOR] = PAGE_PARAMETERS;

/** The parameters of the lists of campaigns, projects and consultants. */
export const NAMED_QUERY = routeQuery([TIMEZONE_PARAMETER, LOCAL_PARAMETER, LIMIT, CURSOR]);
export type AskedNamed = Asked<typeof NAMED_QUERY.parameters>;
