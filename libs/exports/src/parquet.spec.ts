import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { maskCall, presentCall, type Call } from '#domain';
import { someCalls } from '../../../test/support/generateCalls.js';
import { fold } from '../../../test/support/given.js';
import { recorded } from '../../../test/support/recorded.js';
import { CALL_COLUMNS, type Column } from './columns.js';
import { parquetWriter } from './parquet.js';

const SEED = 31;
const clock = { now: Date.parse('2024-06-01T12:00:00Z'), graceSeconds: 300, staleSeconds: 14_400 };

const calls: readonly Call[] = someCalls(200, SEED, { defects: 0.2 })
  .map(({ events }) => recorded(events))
  .filter((events) => events.length > 0)
  .flatMap((events) =>
    fold(events).calls.map((call) => ({ ...call, revision: { stream: events[0]!.stream, number: 1 } })),
  )
  .map((stored) => presentCall(stored, clock));

/** What the writer gives at the beginning, after each page and at the end. */
const piecesOf = <Row>(columns: readonly Column<Row>[], pages: readonly (readonly Row[])[]): Uint8Array[] => {
  const writer = parquetWriter(columns, { asOf: '2024-06-01T12:00:00.000Z' });
  writer.begin();
  const pieces = [writer.take()];
  for (const page of pages) {
    for (const row of page) writer.add(columns.map(({ valueOf }) => valueOf(row)));
    pieces.push(writer.take());
  }
  writer.end();
  return [...pieces, writer.take()];
};

const fileOf = <Row>(columns: readonly Column<Row>[], pages: readonly (readonly Row[])[]): ArrayBuffer =>
  new Uint8Array(Buffer.concat(piecesOf(columns, pages))).buffer;

/** As a reader gives it: whole numbers are 64 bits wide, times are moments. */
const asRead = ({ type, valueOf }: Column<Call>, call: Call): unknown => {
  const value = valueOf(call);
  if (value === null) return null;
  if (type === 'whole') return BigInt(value as number);
  return type === 'time' ? new Date(value as string) : value;
};

describe('calls as Parquet', () => {
  it('are read as they were written, every value of its type', async () => {
    const read = await parquetReadObjects({ file: fileOf(CALL_COLUMNS, [calls.slice(0, 100), calls.slice(100)]) });
    const expected = calls.map((call) =>
      Object.fromEntries(CALL_COLUMNS.map((column) => [column.path, asRead(column, call)])),
    );
    expect(read).toEqual(expected);
  });

  it('have their types in the schema: texts, UTC timestamps, whole numbers, lists', () => {
    const { schema, key_value_metadata: about } = parquetMetadata(fileOf(CALL_COLUMNS, [calls]));
    const elementOf = (name: string) => schema.find((element) => element.name === name);
    expect(elementOf('campaign.id')).toMatchObject({ type: 'BYTE_ARRAY', converted_type: 'UTF8' });
    expect(elementOf('startedAt')).toMatchObject({
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    });
    expect(elementOf('durations.talkSeconds')).toMatchObject({ type: 'INT64' });
    expect(elementOf('attempt.contactTry')).toMatchObject({ type: 'DOUBLE' });
    expect(elementOf('final')).toMatchObject({ type: 'BOOLEAN' });
    expect(elementOf('closeCauses')).toMatchObject({ converted_type: 'LIST' });
    expect(about).toContainEqual({ key: 'asOf', value: '2024-06-01T12:00:00.000Z' });
  });

  it('are a file that can be read where there are none', async () => {
    const file = fileOf(CALL_COLUMNS, [[]]);
    expect(await parquetReadObjects({ file })).toEqual([]);
    expect(parquetMetadata(file).schema).toHaveLength(CALL_COLUMNS.length + 1 + 2 * 3);
  });

  it('are written group by group, and only what is written is held', async () => {
    const ids: Column<{ readonly id: string }> = { path: 'id', type: 'text', valueOf: ({ id }) => id };
    const pages = Array.from({ length: 90 }, (_, page) =>
      Array.from({ length: 500 }, (_, place) => ({ id: String(page * 500 + place) })),
    );
    const sizes = piecesOf([ids], pages).map(({ length }) => length);
    expect(sizes.map((size, i) => (size > 0 ? i : -1)).filter((i) => i >= 0)).toEqual([0, 20, 40, 60, 80, 91]);
    const file = fileOf([ids], pages);
    expect(parquetMetadata(file).row_groups.map(({ num_rows: rows }) => rows)).toEqual([
      10_000n,
      10_000n,
      10_000n,
      10_000n,
      5_000n,
    ]);
    const read = await parquetReadObjects({ file, rowStart: 39_999, rowEnd: 40_001 });
    expect(read).toEqual([{ id: '39999' }, { id: '40000' }]);
  });

  it('hold no number and no name of a contact that was masked, statistics included', () => {
    const shown = new Set(
      calls
        .flatMap(({ legs }) => legs.filter(({ role }) => role === 'consultant'))
        .flatMap(({ party }) => [party.number, party.name]),
    );
    const secrets = calls
      .flatMap(({ contact }) => [contact?.number, contact?.name])
      .filter((text): text is string => typeof text === 'string' && text.length > 6 && !shown.has(text));
    expect(secrets.length).toBeGreaterThan(50);
    const holds = (file: ArrayBuffer) => secrets.filter((secret) => Buffer.from(file).includes(secret));
    expect(holds(fileOf(CALL_COLUMNS, [calls])).length).toBeGreaterThan(0);
    expect(holds(fileOf(CALL_COLUMNS, [calls.map(maskCall)]))).toEqual([]);
  });
});
