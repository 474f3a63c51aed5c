import { useQuery } from '@tanstack/preact-query';
import { Link } from 'wouter-preact';
import { api, dataOf, type Call } from '../../api/client.js';
import { useTexts } from '../../texts/texts.js';
import type { Beside } from '../../url/address.js';

interface AttemptsProps {
  readonly call: Call;
  readonly search: string;
  readonly wayBack: Beside;
}

/** The attempts before and after this one on the same record. */
export const Attempts = ({ call: { id, recordId, attempt }, search, wayBack }: AttemptsProps) => {
  const texts = useTexts().call;
  const { data } = useQuery({
    queryKey: ['record', recordId],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/v1/records/{recordId}', { params: { path: { recordId: recordId ?? '' } }, signal })),
    enabled: recordId !== null && attempt !== null,
  });
  if (data === undefined || data.attempts.length < 2) return null;
  const at = data.attempts.findIndex((each) => each.id === id);
  const [previous, next] = [data.attempts[at - 1], data.attempts[at + 1]];
  return (
    <span class="row">
      {previous && (
        <Link class="button" href={`/calls/${previous.id}${search}`} state={wayBack}>{`← ${texts.previous}`}</Link>
      )}
      <span class="muted">{texts.attemptOf(at + 1, data.attempts.length)}</span>
      {next && <Link class="button" href={`/calls/${next.id}${search}`} state={wayBack}>{`${texts.next} →`}</Link>}
    </span>
  );
};
