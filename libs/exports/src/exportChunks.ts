import { showCall, showLeg, zoneOf, type ListedLeg, type Showing, type StoredCall } from '#domain';
import type { CallLeg, Generation } from '#ports';
import { CALL_COLUMNS, LEG_COLUMNS, type Cells, type Column } from './columns.js';
import { callJsonPages, callPages, legPages, type ExportSource } from './pages.js';
import type { ExportQuestion } from './question.js';
import { csvWriter, linesWriter, type RowWriter } from './rowWriter.js';
import { shownJson } from './shownJson.js';

/** A piece of a file, and how many rows have gone into it. */
export interface ExportChunk {
  readonly rows: number;
  readonly bytes: Uint8Array;
}

const showingOf = ({ masked, zone }: ExportQuestion): Showing => ({
  masked,
  zone: zone === null ? null : zoneOf(zone),
});

const listedLeg = ({ call, leg }: CallLeg, showing: Showing): ListedLeg => ({
  callId: call.id,
  recordId: call.recordId,
  ...showLeg(leg, showing),
});

const tableWriter = async (
  columns: readonly Pick<Column<never>, 'path' | 'type'>[],
  question: ExportQuestion,
): Promise<RowWriter<Cells>> => {
  // loaded only where it is wanted
  if (question.format === 'parquet') return (await import('./parquet.js')).parquetWriter(columns, question.about);
  const names = columns.map(({ path }) => path);
  return csvWriter(names, question);
};

async function* chunksOf<Stored, Row>(
  pages: AsyncIterable<readonly Stored[]>,
  show: (stored: Stored) => Row,
  writer: RowWriter<Row>,
): AsyncGenerator<ExportChunk> {
  let isFirst = true;
  for await (const page of pages) {
    // not before there is a page: a store that is away is to be met before anything has been given
    if (isFirst) writer.begin();
    isFirst = false;
    for (const stored of page) writer.add(show(stored));
    yield { rows: page.length, bytes: writer.take() };
  }
  writer.end();
  yield { rows: 0, bytes: writer.take() };
}

/** An object a call, with its legs. Unmasked and in UTC it is the stored JSON, but for what the clock decides. */
const callObjects = (
  source: ExportSource,
  generation: Generation,
  question: ExportQuestion,
): AsyncGenerator<ExportChunk> => {
  const { clock } = question.filter;
  const showing = showingOf(question);
  if (showing.masked || showing.zone !== null) {
    const shown = (call: StoredCall): string => JSON.stringify(showCall(call, clock, showing));
    return chunksOf(callPages(source, generation, question, false), shown, linesWriter());
  }
  const pages = callJsonPages(source, generation, question);
  return chunksOf(pages, (call) => shownJson(call, clock), linesWriter());
};

async function* tableRows(
  source: ExportSource,
  generation: Generation,
  question: ExportQuestion,
): AsyncGenerator<ExportChunk> {
  const showing = showingOf(question);
  if (question.table === 'calls') {
    const cells = (stored: StoredCall): Cells => {
      const call = showCall(stored, question.filter.clock, showing);
      return CALL_COLUMNS.map(({ valueOf }) => valueOf(call));
    };
    yield* chunksOf(callPages(source, generation, question, true), cells, await tableWriter(CALL_COLUMNS, question));
  } else {
    const cells = (leg: CallLeg): Cells => {
      const listed = listedLeg(leg, showing);
      return LEG_COLUMNS.map(({ valueOf }) => valueOf(listed));
    };
    yield* chunksOf(legPages(source, generation, question), cells, await tableWriter(LEG_COLUMNS, question));
  }
}

/**
 * The file that was asked for, in pieces, the oldest call first; whoever takes them sets the pace. Some may be empty.
 * @throws StoreUnavailable
 * @throws GenerationConflict the generation has been dropped meanwhile
 */
export const exportChunks = (
  source: ExportSource,
  generation: Generation,
  question: ExportQuestion,
): AsyncGenerator<ExportChunk> =>
  (question.format === 'ndjson' ? callObjects : tableRows)(source, generation, question);
