import { useQuery, type UseQueryResult } from '@tanstack/preact-query';
import { api, dataOf } from './client.js';
import type { NamedItem } from './namedItem.js';

export { labelOf, valueOf, type NamedItem } from './namedItem.js';

export type NamedKind = 'campaigns' | 'consultants' | 'projects';

const MAX_PAGES = 10;

const listAll = async (kind: NamedKind, signal: AbortSignal): Promise<readonly NamedItem[]> => {
  const items: NamedItem[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES && (page === 0 || cursor !== null); page++) {
    const query: { limit: number; cursor?: string } = { limit: 500, ...(cursor !== null && { cursor }) };
    const answer: { items: NamedItem[]; nextCursor: string | null } = await dataOf(
      api.GET(`/v1/${kind}`, { params: { query }, signal }),
    );
    items.push(...answer.items);
    cursor = answer.nextCursor;
  }
  return items;
};

/** All campaigns, consultants or projects that have calls, by name; at most 5,000. */
export const useNamed = (kind: NamedKind, enabled = true): UseQueryResult<readonly NamedItem[]> =>
  useQuery({ queryKey: ['named', kind], queryFn: ({ signal }) => listAll(kind, signal), staleTime: 300_000, enabled });
