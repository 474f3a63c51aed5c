import { useFormat } from '../../format/useFormat.js';
import { ColumnHeads } from '../../parts/columnHeads.js';
import { useTexts } from '../../texts/texts.js';
import { NowRow } from './nowRow.js';
import type { Shown } from './openCalls.js';

/** Nobody looks through more, and each is drawn anew every second. */
const MOST_ROWS = 100;

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
  const { running, doing, legs } = texts.column;
  const { consultant, contact, campaign } = list.column;
  if (calls.length === 0) return <p class="panel muted">{texts.none}</p>;
  return (
    <div class="panel list">
      <table class="stacked live">
        <caption class="visuallyHidden">{texts.table}</caption>
        <thead>
          <tr>
            <ColumnHeads names={[running, doing, consultant, ...(isWall ? [] : [contact]), campaign, legs]} />
          </tr>
        </thead>
        <tbody>
          {calls.slice(0, MOST_ROWS).map((shown) => (
            <NowRow key={shown.call.id} shown={shown} now={now} isWall={isWall} />
          ))}
        </tbody>
      </table>
      {calls.length > MOST_ROWS && <p class="muted more">{texts.more(format.number(calls.length - MOST_ROWS))}</p>}
    </div>
  );
};
