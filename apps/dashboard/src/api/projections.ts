import { useQuery, type UseQueryResult } from '@tanstack/preact-query';
import { api, dataOf, type Schemas } from './client.js';

/** The projections, for the frame's freshness and for Rebuilds: one query for both. */
export const useProjections = (everyMillis = 10_000): UseQueryResult<Schemas['ProjectionList']> =>
  useQuery({
    queryKey: ['projections'],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/projections', { signal })),
    refetchInterval: everyMillis,
  });
