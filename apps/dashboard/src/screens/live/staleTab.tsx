import { useQuery } from '@tanstack/preact-query';
import { api, dataOf } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { useFormat } from '../../format/useFormat.js';
import { Answer } from '../../parts/answer.js';
import { useTexts } from '../../texts/texts.js';
import { CallTable } from '../calls/callTable.js';

const EVERY_MILLIS = 60_000;

/** Calls whose ends have probably been lost, with the rule that says so. */
export const StaleTab = () => {
  const texts = useTexts().live;
  const format = useFormat();
  const { staleSeconds } = useSession();
  const query = { status: ['stale' as const], limit: 200 };
  const calls = useQuery({
    queryKey: ['calls', query],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/calls', { params: { query }, signal })),
    refetchInterval: EVERY_MILLIS,
  });
  return (
    <div class="stack">
      <p>{texts.staleRule(format.duration(staleSeconds))}</p>
      <Answer query={calls}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="panel muted">{texts.noneStale}</p>
          ) : (
            <div class="panel list">
              <CallTable calls={items} />
            </div>
          )
        }
      </Answer>
    </div>
  );
};
