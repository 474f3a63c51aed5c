import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/preact-query';
import type { operations } from '../../../../openapi.js';
import { api, type Schemas } from './client.js';

export type StatisticsQuery = NonNullable<operations['getStatistics']['parameters']['query']>;
export type Statistics = Schemas['Statistics'];

const askStatistics = async (query: StatisticsQuery, signal: AbortSignal): Promise<Statistics> => {
  const { data } = await api.GET('/v1/stats', { params: { query }, signal });
  return data as Statistics; // CSV is answered only where `format` asks for it
};

/** Figures over the calls that pass the filters; while others are asked for, the former ones stay. */
export const useStatistics = (query: StatisticsQuery, enabled = true): UseQueryResult<Statistics> =>
  useQuery({
    queryKey: ['stats', query],
    queryFn: ({ signal }) => askStatistics(query, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
