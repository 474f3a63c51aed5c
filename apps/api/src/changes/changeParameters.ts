import { chosen, type Asked, type Parameter } from '#parameters';
import { PAGE_PARAMETERS } from '../parameters/pageParameters.js';
import { routeQuery } from '../parameters/readQuery.js';
import { readChangeToken } from './changeToken.js';

const SINCE = {
  name: 'since',
  kind: 'token',
  readToken: readChangeToken,
  looksLike: '`next` of an earlier answer or the id of an event, unchanged',
  several: false,
  description: 'Up to where you have come: `next` of an earlier answer, or the id of an event of the stream.',
} as const satisfies Parameter;

export const CHANGES_QUERY = routeQuery([
  { ...SINCE, description: `${SINCE.description} Without it the changes begin with the first call ever.` },
  ...chosen(PAGE_PARAMETERS, ['limit']),
]);
export const CHANGE_STREAM_QUERY = routeQuery([
  { ...SINCE, description: `${SINCE.description} The header Last-Event-ID wins. Without either: from now on.` },
]);

export type AskedChanges = Asked<typeof CHANGES_QUERY.parameters>;
export type AskedChangeStream = Asked<typeof CHANGE_STREAM_QUERY.parameters>;
