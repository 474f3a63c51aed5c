import { changedFields, type CallDifference, type Difference, type FieldDifference, type StoredCall } from '#domain';
import { whole } from '../amounts.js';

const SHOWN_SAMPLES = 5;
const SHOWN_FIELDS = 4;
const SHOWN_CHARACTERS = 40;

/** Rows as lines, the first column to the left and the others to the right. */
const inColumns = (rows: readonly (readonly string[])[]): string[] => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const padded = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(padded).join('   ').trimEnd());
};

const signed = (moved: number): string => (moved > 0 ? `+${whole(moved)}` : whole(moved));

const fieldRow = ([path, { changed, before, after }]: readonly [string, FieldDifference]): string[] =>
  before === null || after === null
    ? [path, whole(changed), '', '', '']
    : [path, whole(changed), whole(before), whole(after), signed(after - before)];

/** Most calls first. */
const fieldsOf = ({ fields }: Difference): string[] => {
  const rows = Object.entries(fields).sort(([a, one], [b, other]) => other.changed - one.changed || (a < b ? -1 : 1));
  if (rows.length === 0) return [];
  return ['', ...inColumns([['field', 'changed in', 'sum before', 'after', 'moved by'], ...rows.map(fieldRow)])];
};

const valueAt = (call: StoredCall, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], call);

const shown = (value: unknown): string => {
  const text = JSON.stringify(value ?? null);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
};

const changeOf = (path: string, before: StoredCall, after: StoredCall): string =>
  path.startsWith('legs') ? path : `${path}: ${shown(valueAt(before, path))} -> ${shown(valueAt(after, path))}`;

const sampleLines = ({ id, before, after }: CallDifference): string[] => {
  if (before === null) return [`${id}  added`];
  if (after === null) return [`${id}  removed`];
  const fields = [...changedFields(before, after)].sort();
  const hidden = fields.length - SHOWN_FIELDS;
  return [
    id,
    ...fields.slice(0, SHOWN_FIELDS).map((path) => `  ${changeOf(path, before, after)}`),
    ...(hidden > 0 ? [`  and ${hidden} more`] : []),
  ];
};

const samplesOf = ({ samples }: Difference): string[] => {
  if (samples.length === 0) return [];
  return ['', 'some of them:', ...samples.slice(0, SHOWN_SAMPLES).flatMap(sampleLines)];
};

/** A difference for people to read: which calls, which fields and how far their sums moved, and some of the calls. */
export const describeDifference = (difference: Difference): string => {
  const { before, after, added, removed, changed } = difference.calls;
  const counts = [before, after, added, removed, changed].map(whole);
  return [
    ...inColumns([
      ['', 'before', 'after', 'added', 'removed', 'changed'],
      ['calls', ...counts],
    ]),
    ...(added + removed + changed === 0 ? ['', 'no call differs'] : []),
    ...fieldsOf(difference),
    ...samplesOf(difference),
  ].join('\n');
};
