import { showCall, showLeg, zoneOf, type Call, type ListedLeg, type Showing, type StoredCall } from '#domain';
import type { CallLeg, Generation } from '#ports';
import { CALL_COLUMNS, LEG_COLUMNS, type Column } from './columns.js';
import { callPages, legPages, type ExportSource } from './pages.js';
import type { ExportQuestion } from './question.js';
import { csvWriter, ndjsonWriter, type RowWriter } from './rowWriter.js';

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

const writerOf = async <Row>(columns: readonly Column<Row>[], question: ExportQuestion): Promise<RowWriter<Row>> => {
  switch (question.format) {
    case 'csv':
      return csvWriter(columns, question);
    case 'ndjson':
      return ndjsonWriter();
    case 'parquet':
      // loaded only where it is wanted
      return (await import('./parquet.js')).parquetWriter(columns, question.about);
  }
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

/**
 * The file that was asked for, in pieces, the oldest call first; whoever takes them sets the pace. Some may be empty.
 * @throws StoreUnavailable
 * @throws GenerationConflict the generation has been dropped meanwhile
 */
export async function* exportChunks(
  source: ExportSource,
  generation: Generation,
  question: ExportQuestion,
): AsyncGenerator<ExportChunk> {
  const showing = showingOf(question);
  if (question.table === 'calls') {
    // NDJSON alone writes a call's legs with it
    const pages = callPages(source, generation, question, question.format !== 'ndjson');
    const show = (call: StoredCall): Call => showCall(call, question.filter.clock, showing);
    yield* chunksOf(pages, show, await writerOf(CALL_COLUMNS, question));
  } else {
    const pages = legPages(source, generation, question);
    yield* chunksOf(pages, (leg) => listedLeg(leg, showing), await writerOf(LEG_COLUMNS, question));
  }
}
