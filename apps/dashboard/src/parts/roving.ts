/** The stops of a chart, in the order of the document: elements with `data-stop`. One of them is the chart's one tab stop. */
const stopsOf = (chart: Element): (HTMLElement | SVGElement)[] => [
  ...chart.querySelectorAll<SVGElement>('[data-stop]'),
];

const nextOf = (key: string, at: number, count: number): number | null => {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(at + 1, count - 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
};

/** For `onKeyDown` of a chart whose stops are links: arrows, Home and End move between them, Enter opens as of every link. */
export const moveInChart = (event: KeyboardEvent): void => {
  const chart = event.currentTarget as Element;
  const stops = stopsOf(chart);
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = at === -1 ? null : nextOf(event.key, at, stops.length);
  if (next === null) return;
  event.preventDefault();
  for (const stop of stops) stop.setAttribute('tabindex', '-1');
  stops[next]?.setAttribute('tabindex', '0');
  stops[next]?.focus();
};
