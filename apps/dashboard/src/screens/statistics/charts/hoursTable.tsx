import { Link } from 'wouter-preact';
import type { Statistics } from '../../../api/statistics.js';
import { useFormat } from '../../../format/useFormat.js';
import { useSpoken, useTexts } from '../../../texts/texts.js';
import { localeOf } from '../../../format/format.js';
import { useAddress } from '../../../url/address.js';
import { ChartPanel } from '../chartPanel.js';
import { useRoving } from '../plot/useRoving.js';
import { useAsked } from '../useFigures.js';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const SHADES = 5;

const shadeOf = (calls: number, most: number): number => Math.ceil((calls / most) * SHADES);

/** 5 January 1970 was a Monday. */
const useShortWeekday = (): ((weekday: number) => string) => {
  const { language } = useSpoken();
  const format = new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', timeZone: 'UTC' });
  return (weekday) => format.format(Date.UTC(1970, 0, 4 + weekday));
};

const useCounts = (data: Statistics): ReadonlyMap<string, number> =>
  new Map(
    data.rows.map(({ group, metrics }) => [
      `${group.weekday as number} ${group.hourOfDay as number}`,
      metrics.calls ?? 0,
    ]),
  );

/** From the first hour with calls to the last: most centres are closed at night. */
const hoursOf = ({ rows }: Statistics): readonly number[] => {
  const seen = rows.map(({ group }) => group.hourOfDay as number);
  const first = Math.min(...seen);
  return seen.length === 0 ? [] : Array.from({ length: Math.max(...seen) - first + 1 }, (_, index) => first + index);
};

const HoursTable = ({ data }: { data: Statistics }) => {
  const { statistics, values } = useTexts();
  const format = useFormat();
  const weekdayText = useShortWeekday();
  const { beside } = useAddress();
  const { callsOf } = useAsked();
  const counts = useCounts(data);
  const hours = hoursOf(data);
  const most = Math.max(1, ...counts.values());
  const countAt = (weekday: number, hour: number): number => counts.get(`${weekday} ${hour}`) ?? 0;
  const places = WEEKDAYS.flatMap((weekday) =>
    hours.flatMap((hour) => (countAt(weekday, hour) > 0 ? [{ column: hour, row: weekday }] : [])),
  );
  const roving = useRoving(places);
  return (
    <div class="scroll" {...roving.around}>
      <table class="hours">
        <caption class="visuallyHidden">{statistics.chart.hours.title}</caption>
        <thead>
          <tr>
            <td />
            {hours.map((hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {WEEKDAYS.map((weekday) => (
            <tr key={weekday}>
              <th scope="row" aria-label={values.weekday[weekday]}>
                {weekdayText(weekday)}
              </th>
              {hours.map((hour) => {
                const calls = countAt(weekday, hour);
                const place = { column: hour, row: weekday };
                return (
                  <td key={hour} class={`shade${shadeOf(calls, most)}`}>
                    {calls > 0 && (
                      <Link
                        href={callsOf({ weekday: [`${weekday}`], hourOfDay: [`${hour}`] })}
                        state={beside}
                        aria-label={`${values.weekday[weekday]}, ${hour}:00, ${values.calls(calls)}`}
                        {...roving.at(place)}
                      >
                        {format.number(calls)}
                      </Link>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** When in the week calls come: a table whose cells are shaded. */
export const HoursChart = () => {
  const { hours } = useTexts().statistics.chart;
  const { filters } = useAsked();
  return (
    <ChartPanel
      {...hours}
      query={{ ...filters, metrics: 'calls', groupBy: 'weekday,hourOfDay' }}
      plot={(data) => <HoursTable data={data} />}
    />
  );
};
