import { chosen, FILTER_PARAMETERS, type Asked } from '#parameters';
import { routeQuery } from '../parameters/readQuery.js';

/** The parameters of the quality report: of which calls, by their start, and in whose days. */
export const QUALITY_QUERY = routeQuery(chosen(FILTER_PARAMETERS, ['from', 'to', 'timezone', 'source']));
export type AskedQuality = Asked<typeof QUALITY_QUERY.parameters>;
