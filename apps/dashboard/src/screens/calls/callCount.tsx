import { Link, useLocation } from 'wouter-preact';
import { useStatistics } from '../../api/statistics.js';
import { useFormat } from '../../format/useFormat.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import type { CallsQuery } from '../../url/filters.js';
import { withValues, writeQuery } from '../../url/search.js';

/**
 * How many calls pass the filters, and how many of them may still change: asked apart, so that the list need not wait. Until the count of
 * these filters is there, no other one is shown: it would stand over rows that it does not count.
 */
export const CallCount = ({ filters }: { filters: CallsQuery }) => {
  const texts = useTexts();
  const format = useFormat();
  const [path] = useLocation();
  const { query, beside } = useAddress();
  const { data, isFetching, isPlaceholderData } = useStatistics({ ...filters, metrics: 'calls' });
  if (data === undefined || isPlaceholderData) {
    return (
      <p class="count" aria-busy={isFetching}>
        {isFetching && <Skeleton lines={1} />}
      </p>
    );
  }
  const calls = data.totals.calls ?? 0;
  const provisional = path + writeQuery(withValues(query, { final: ['false'], cursor: [] }));
  return (
    <p class="count">
      <strong>{texts.values.calls(calls)}</strong>
      {data.provisional > 0 && (
        <>
          {', '}
          <Link href={provisional} state={beside}>
            {texts.calls.mayChange(data.provisional)}
          </Link>
        </>
      )}
      {calls > 0 && data.provisional === 0 && <span class="muted">, {texts.calls.settled}</span>}
      <span class="muted small"> · {texts.frame.asOf(format.time(data.asOf))}</span>
    </p>
  );
};
