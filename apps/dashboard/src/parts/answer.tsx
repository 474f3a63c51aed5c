import type { UseQueryResult } from '@tanstack/preact-query';
import type { ComponentChildren } from 'preact';
import { useTexts } from '../texts/texts.js';
import { Problem } from './problem.js';
import { Skeleton } from './skeleton.js';

interface AnswerProps<T> {
  readonly query: UseQueryResult<T>;
  /** Lines of the skeleton: about as high as the answer will be. */
  readonly lines?: number;
  readonly children: (data: T) => ComponentChildren;
}

/**
 * What a query has answered, or its loading, or its error. While it is asked again, the former answer stays; where it answers another
 * question than the page now asks, it is dimmed.
 */
export const Answer = <T,>({ query, lines, children }: AnswerProps<T>) => {
  const texts = useTexts().frame;
  const { data, error, isFetching, isPlaceholderData, failureCount } = query;
  return (
    <div aria-busy={isFetching} class={isPlaceholderData ? 'former' : undefined}>
      {error !== null && <Problem error={error} onRetry={() => void query.refetch()} />}
      {error === null && isFetching && failureCount > 0 && (
        <p class="warning" role="status">
          {texts.retryIn}
        </p>
      )}
      {data !== undefined && children(data)}
      {data === undefined && error === null && <Skeleton {...(lines !== undefined && { lines })} />}
    </div>
  );
};
