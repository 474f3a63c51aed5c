import type { ComponentChildren } from 'preact';

export interface LegendItem {
  readonly class: string;
  readonly name: string;
  readonly mark: 'bar' | 'line';
}

const Swatch = ({ class: className, mark }: Pick<LegendItem, 'class' | 'mark'>) => (
  <svg class="swatch" viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">
    {mark === 'bar' ? (
      <rect class={`bar ${className}`} x="2" y="0" width="16" height="12" />
    ) : (
      <g class={`series ${className}`}>
        <path d="M0 6H20" />
      </g>
    )}
  </svg>
);

/** What is drawn how; and beside it, what the pointer or the focus is on. */
export const Legend = ({ items, children }: { items: readonly LegendItem[]; children?: ComponentChildren }) => (
  <div class="chartLegend">
    <ul>
      {items.map(({ name, ...item }) => (
        <li key={name}>
          <Swatch {...item} /> {name}
        </li>
      ))}
    </ul>
    <p class="readout" aria-hidden="true">
      {children}
    </p>
  </div>
);
