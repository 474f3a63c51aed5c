import { Link } from 'wouter-preact';
import { useAddress } from '../../../url/address.js';
import type { Place } from './place.js';
import type { Geometry } from './plot.js';
import type { Roving } from './useRoving.js';

interface ColumnsProps<Row> {
  /** One for each bucket, with the address of its calls. */
  readonly rows: readonly Row[];
  readonly geometry: Geometry;
  readonly roving: Roving;
  /** What a column says when it is read out. */
  readonly nameOf: (row: Row) => string;
}

/** One place for each bucket. */
export const columnPlaces = (count: number): readonly Place[] =>
  Array.from({ length: count }, (_, column) => ({ column, row: 0 }));

/** A link over the whole height of each bucket: easy to hit, whatever is drawn below it. */
export const Columns = <Row extends { readonly href: string }>({
  rows,
  geometry,
  roving,
  nameOf,
}: ColumnsProps<Row>) => {
  const { beside } = useAddress();
  const { step, x, top, bottom } = geometry;
  return (
    <g>
      {rows.map((row, column) => (
        <Link
          key={column}
          href={row.href}
          state={beside}
          class="column"
          aria-label={nameOf(row)}
          {...roving.at({ column, row: 0 })}
        >
          <rect x={x(column)} width={step} y={top} height={bottom - top} />
        </Link>
      ))}
    </g>
  );
};
