import { dateIn, type Bounds } from '../../url/range.js';

const DAY = 86_400_000;
const TEN_MINUTES = 600_000;
const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

const shifted = (bound: string, days: number): string => {
  const moved = new Date(Date.parse(bound) - days * DAY).toISOString();
  return isDate(bound) ? moved.slice(0, 10) : moved;
};

/**
 * The period before a range that has the same weekdays: as many whole weeks earlier as the range touches. Of a range that is not over yet it
 * ends as long before its own end, by whole ten minutes, so that a day half gone is compared with half a day.
 *
 * @param now milliseconds since 1970
 * @returns null of a range that is open on one side
 */
export const previousPeriod = ({ from, to }: Bounds, now: number, zone: string): Required<Bounds> | null => {
  if (from === undefined || to === undefined) return null;
  const days = (Date.parse(to) - Date.parse(from)) / DAY;
  if (!(days > 0)) return null;
  const back = Math.ceil(days / 7) * 7;
  const isOver = isDate(to) ? to <= dateIn(now, zone) : Date.parse(to) <= now;
  const passed = new Date(Math.floor(now / TEN_MINUTES) * TEN_MINUTES).toISOString();
  return { from: shifted(from, back), to: shifted(isOver ? to : passed, back) };
};
