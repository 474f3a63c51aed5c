import { Link } from 'wouter-preact';
import type { Call } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { ColumnHeads } from '../../parts/columnHeads.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { writeQuery } from '../../url/search.js';
import { doingOf } from './doing.js';
import { limits } from './limits.js';
import type { Shown } from './openCalls.js';

const MOST_ROWS = 200;

const secondsSince = (iso: string, now: number): number => Math.max(0, (now - Date.parse(iso)) / 1000);

/** Each leg with its state: `Consultant talking, Contact ringing`. */
const Sides = ({ call }: { call: Call }) => {
  const { values, call: words } = useTexts();
  return (
    <>
      {call.legs
        .map(({ role, state, closedAt, closeCause }) => {
          const at =
            closedAt === null ? values.state[state ?? 'ringing'] : words.lanes.close(closeCause ?? words.lanes.noCause);
          return `${values.role[role]}: ${at}`;
        })
        .join(' · ')}
    </>
  );
};

const Doing = ({ shown: { call, endedAtMillis }, now }: { shown: Shown; now: number }) => {
  const { live, values } = useTexts();
  const format = useFormat();
  const limit = { ringing: limits.ringing.use(), waiting: limits.waiting.use(), talking: limits.talking.use() };
  if (endedAtMillis !== null) {
    return <span class="muted">{live.ended(values.hangupSide[call.hangup?.side ?? 'unknown'])}</span>;
  }
  const { doing, since } = doingOf(call);
  const seconds = secondsSince(since, now);
  const most = Number(limit[doing]);
  return (
    <span class="row">
      <span class={`doing ${doing}`}>{live.counters[doing]}</span> {format.duration(seconds)}
      {seconds > most && <strong class="warn">⚠ {live.over(format.duration(most))}</strong>}
    </span>
  );
};

interface NowTableProps {
  readonly calls: readonly Shown[];
  readonly now: number;
  /** On a wall no contact is shown. */
  readonly isWall: boolean;
}

/** The open calls, the longest first, with running times by the server's clock. */
export const NowTable = ({ calls, now, isWall }: NowTableProps) => {
  const { live: texts, calls: list } = useTexts();
  const format = useFormat();
  const search = writeQuery({ tz: useAddress().query.tz ?? [] });
  const { column } = texts;
  const named = list.column;
  if (calls.length === 0) return <p class="panel muted">{texts.none}</p>;
  return (
    <div class="panel list">
      <table class="stacked live">
        <caption class="visuallyHidden">{texts.table}</caption>
        <thead>
          <tr>
            <ColumnHeads
              names={[
                column.running,
                column.doing,
                named.consultant,
                isWall ? null : named.contact,
                named.campaign,
                column.legs,
              ].filter((name) => name !== null)}
            />
          </tr>
        </thead>
        <tbody>
          {calls.slice(0, MOST_ROWS).map((shown) => {
            const { call, endedAtMillis } = shown;
            return (
              <tr key={call.id} class={endedAtMillis === null ? undefined : 'ended'}>
                <td data-name={column.running}>
                  <Link href={`/calls/${call.id}${search}`}>
                    {format.duration(secondsSince(call.startedAt, endedAtMillis ?? now))}
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
          })}
        </tbody>
      </table>
      {calls.length > MOST_ROWS && <p class="muted more">{texts.more(format.number(calls.length - MOST_ROWS))}</p>}
    </div>
  );
};
