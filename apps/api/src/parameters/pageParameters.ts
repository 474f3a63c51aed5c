import type { Parameter } from '#parameters';
import { readCursor } from '../cursor.js';

/** The parameters of a page of a list. */
export const PAGE_PARAMETERS = [
  {
    name: 'limit',
    kind: 'whole',
    several: false,
    min: 1,
    max: 500,
    default: 50,
    description: 'Items on a page.',
  },
  {
    name: 'cursor',
    kind: 'token',
    readToken: readCursor,
    looksLike: 'the nextCursor of an earlier answer, unchanged',
    several: false,
    description: "The former page's `nextCursor`, asked with the same filters and the same order.",
  },
  {
    name: 'sort',
    kind: 'choice',
    several: false,
    values: ['-startedAt', 'startedAt'],
    default: '-startedAt',
    description: 'By start: the newest first, or the oldest first.',
  },
  {
    name: 'total',
    kind: 'flag',
    several: false,
    description: 'Whether the answer says how many match, on all pages together.',
  },
] as const satisfies readonly Parameter[];
