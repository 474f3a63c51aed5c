interface ColumnHeadsProps {
  readonly names: readonly string[];
  /** Whether the columns hold numbers, which stand at the right. */
  readonly areNumbers?: boolean;
}

/** The heads of a table's columns, for its row of heads. */
export const ColumnHeads = ({ names, areNumbers = false }: ColumnHeadsProps) => (
  <>
    {names.map((name) => (
      <th key={name} scope="col" class={areNumbers ? 'number' : undefined}>
        {name}
      </th>
    ))}
  </>
);
