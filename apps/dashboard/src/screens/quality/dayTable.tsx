import type { Schemas } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { useTexts } from '../../texts/texts.js';
import { CountLink } from './countLink.js';

type Report = Schemas['QualityReport'];
type Flag = Schemas['Call']['quality'][number];

/** The calls of each day and source, and how many of them have which flag; flags that none of them has have no column. */
export const DayTable = ({ report: { rows, totals } }: { report: Report }) => {
  const texts = useTexts();
  const format = useFormat();
  const flags = Object.keys(totals.flags);
  const figures = (of: Pick<Report['rows'][number], 'calls' | 'open' | 'stale' | 'flags'>) => (
    <>
      {[of.calls, of.open, of.stale, ...flags.map((flag) => of.flags[flag])].map((counted, index) => (
        <td key={index} class="number">
          <CountLink counted={counted} />
        </td>
      ))}
    </>
  );
  return (
    <div class="scroll">
      <table class="days">
        <caption class="visuallyHidden">{texts.quality.days}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.quality.day}</th>
            <th scope="col">{texts.values.filter.source}</th>
            <th scope="col" class="number">
              {texts.frame.pages.calls}
            </th>
            <th scope="col" class="number">
              {texts.values.status.open}
            </th>
            <th scope="col" class="number">
              {texts.values.status.stale}
            </th>
            {flags.map((flag) => (
              <th key={flag} scope="col" class="number flag" title={flag}>
                <span>{texts.values.flag[flag as Flag]}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.day} ${row.source}`}>
              <th scope="row">{format.day(row.day)}</th>
              <td>{row.source}</td>
              {figures(row)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {texts.quality.together}
            </th>
            {figures(totals)}
          </tr>
        </tfoot>
      </table>
    </div>
  );
};

/** What the flags of the table mean. */
export const FlagList = ({ flags }: { flags: Report['totals']['flags'] }) => {
  const { values } = useTexts();
  return (
    <dl class="flags">
      {Object.keys(flags).map((flag) => (
        <div key={flag}>
          <dt>{values.flag[flag as Flag]}</dt>
          <dd>
            {values.quality[flag as Flag]} <code class="muted">{flag}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
};
