import { memo } from 'preact/compat';
import { Link } from 'wouter-preact';
import type { Call } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { useFormat } from '../../format/useFormat.js';
import { glossed, useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { writeQuery } from '../../url/search.js';
import { doingOf } from './doing.js';
import { useLimits } from './limits.js';
import type { Shown } from './openCalls.js';
import { quietSeconds } from './quiet.js';

const secondsSince = (iso: string, now: number): number => Math.max(0, (now - Date.parse(iso)) / 1000);

/** Each leg with its state: `Consultant talking, Contact ringing`. */
const Sides = ({ call }: { call: Call }) => {
  const { values, call: words } = useTexts();
  return (
    <>
      {call.legs
        .map(({ role, state, closedAt, closeCause }) => {
          const at =
            closedAt === null
              ? values.state[state ?? 'ringing']
              : words.lanes.close(closeCause === null ? words.lanes.noCause : glossed(closeCause, values.closeCause));
          return `${values.role[role]}: ${at}`;
        })
        .join(' · ')}
    </>
  );
};

const Doing = ({ shown: { call, endedAtMillis }, now }: { shown: Shown; now: number }) => {
  const { live, values } = useTexts();
  const format = useFormat();
  const limits = useLimits();
  const { staleSeconds } = useSession();
  if (endedAtMillis !== null) {
    return <span class="muted">{live.ended(values.hangupSide[call.hangup?.side ?? 'unknown'])}</span>;
  }
  const { doing, since } = doingOf(call);
  const seconds = secondsSince(since, now);
  const most = limits[doing];
  const quiet = quietSeconds(call, now);
  return (
    <span class="row">
      <span class={`doing ${doing}`}>{live.counters[doing]}</span> {format.span(seconds)}
      {quiet >= staleSeconds ? (
        <strong class="warn">⚠ {live.quiet(format.span(quiet))}</strong>
      ) : (
        seconds > most && <strong class="warn">⚠ {live.over(format.duration(most))}</strong>
      )}
    </span>
  );
};

interface NowRowProps {
  readonly shown: Shown;
  readonly now: number;
  /** On a wall no contact is shown. */
  readonly isWall: boolean;
}

/** An open call, or one that has just ended. Drawn again only when it has changed or a second has passed: there may be hundreds. */
export const NowRow = memo(({ shown, now, isWall }: NowRowProps) => {
  const { live, calls } = useTexts();
  const format = useFormat();
  const search = writeQuery({ tz: useAddress().query.tz ?? [] });
  const { column } = live;
  const named = calls.column;
  const { call, endedAtMillis } = shown;
  return (
    <tr class={endedAtMillis === null ? undefined : 'ended'}>
      <td data-name={column.running}>
        <Link href={`/calls/${call.id}${search}`}>
          {format.span(secondsSince(call.startedAt, endedAtMillis ?? now))}
        </Link>
      </td>
      <td data-name={column.doing}>
        <Doing shown={shown} now={now} />
      </td>
      <td data-name={named.consultant}>{call.consultant?.name ?? call.consultant?.username ?? '—'}</td>
      {!isWall && <td data-name={named.contact}>{call.contact?.name ?? call.contact?.number ?? '—'}</td>}
      <td data-name={named.campaign}>{call.campaign?.name ?? '—'}</td>
      <td data-name={column.legs} class="small muted">
        <Sides call={call} />
      </td>
    </tr>
  );
});
