import { Link } from 'wouter-preact';
import { ColumnHeads } from '../../parts/columnHeads.js';
import { useAddress } from '../../url/address.js';

export interface SeriesColumn {
  readonly name: string;
  /** Of each row, in words. */
  readonly cells: readonly string[];
}

interface SeriesTableProps {
  readonly caption: string;
  /** The heading of the first column. */
  readonly of: string;
  /** What each row is, and where its calls are. */
  readonly rows: readonly { readonly name: string; readonly href: string }[];
  readonly columns: readonly SeriesColumn[];
}

/** The figures of a chart as a table; each row leads to its calls. */
export const SeriesTable = ({ caption, of, rows, columns }: SeriesTableProps) => {
  const { beside } = useAddress();
  return (
    <table class="figures">
      <caption class="visuallyHidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{of}</th>
          <ColumnHeads names={columns.map(({ name }) => name)} areNumbers />
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, href }, row) => (
          <tr key={href}>
            <th scope="row">
              <Link href={href} state={beside}>
                {name}
              </Link>
            </th>
            {columns.map((column) => (
              <td key={column.name} class="number">
                {column.cells[row]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};
