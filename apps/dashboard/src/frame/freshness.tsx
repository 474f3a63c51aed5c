import { Link } from 'wouter-preact';
import type { Schemas } from '../api/client.js';
import { useProjections } from '../api/projections.js';
import { useFormat } from '../format/useFormat.js';
import { useTexts } from '../texts/texts.js';

const LATE_SECONDS = 60;
/** What waits no longer than this is on its way: to say so each time would only flicker. */
const ON_ITS_WAY_SECONDS = 10;

/** How far the live generation and the linker before it are behind, whichever is more. */
const lagOf = ({ items, linker }: Schemas['ProjectionList']): { events: number | null; seconds: number | null } => {
  const live = items.find(({ state }) => state === 'live');
  const lags = [linker.lag, ...(live === undefined ? [] : [live.lag])];
  const most = (values: (number | null)[]): number | null =>
    values.includes(null) ? null : Math.max(...values.map((value) => value ?? 0));
  return { events: most(lags.map(({ events }) => events)), seconds: most(lags.map(({ seconds }) => seconds)) };
};

/** Up to which moment the figures on all pages are complete. */
export const Freshness = () => {
  const texts = useTexts().frame;
  const format = useFormat();
  const { data } = useProjections();
  if (data === undefined) return <span class="freshness" />;
  if (data.asOf === null) return <span class="freshness">{texts.noFreshness}</span>;
  const { events, seconds } = lagOf(data);
  const time = format.time(data.asOf);
  if (events === 0 || (seconds !== null && seconds < ON_ITS_WAY_SECONDS))
    return <span class="freshness">{texts.completeTo(time)}</span>;
  return (
    <Link href="/rebuilds" class={`freshness ${seconds === null || seconds > LATE_SECONDS ? 'late' : ''}`}>
      {events === null ? texts.behind(time) : texts.waiting(time, events)}
    </Link>
  );
};
