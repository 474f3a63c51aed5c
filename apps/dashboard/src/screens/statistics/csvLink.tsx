import type { StatisticsQuery } from '../../api/statistics.js';
import { API_BASE } from '../../settings/served.js';
import { useTexts } from '../../texts/texts.js';

const searchOf = (query: StatisticsQuery): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, format: 'csv' }))
    for (const each of Array.isArray(value) ? value : [value]) params.append(name, `${each as string | number}`);
  return params.toString();
};

/**
 * The figures of a chart as a file. While calls are filtered by a contact's number there is none: the number would stand in the browser's list
 * of downloads.
 */
export const CsvLink = ({ query, title }: { query: StatisticsQuery; title: string }) => {
  const { csv } = useTexts().statistics;
  if (query.contactNumber !== undefined) return null;
  return (
    <a
      class="button"
      href={`${API_BASE}/v1/stats?${searchOf(query)}`}
      download={`${title}.csv`}
      aria-label={`${csv}: ${title}`}
    >
      {csv}
    </a>
  );
};
