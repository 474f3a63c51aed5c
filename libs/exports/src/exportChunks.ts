import type { Generation } from '#ports';
import { CALL_COLUMNS, LEG_COLUMNS, type Column } from './columns.js';
import { callPages, legPages, type ExportSource } from './pages.js';
import type { ExportQuestion } from './question.js';
import { csvWriter, ndjsonWriter, type RowWriter } from './rowWriter.js';

/** A piece of a file, and how many rows have gone into it. */
export interface ExportChunk {
  readonly rows: number;
  readonly bytes: Uint8Array;
}

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

async function* chunksOf<Row>(
  pages: AsyncIterable<readonly Row[]>,
  writer: RowWriter<Row>,
): AsyncGenerator<ExportChunk> {
  let isFirst = true;
  for await (const rows of pages) {
    // not before there is a page: a store that is away is to be met before anything has been given
    if (isFirst) yield { rows: 0, bytes: writer.begin() };
    isFirst = false;
    yield { rows: rows.length, bytes: writer.add(rows) };
  }
  yield { rows: 0, bytes: writer.end() };
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
  if (question.table === 'calls') {
    // NDJSON alone writes a call's legs with it
    const pages = callPages(source, generation, question, question.format !== 'ndjson');
    yield* chunksOf(pages, await writerOf(CALL_COLUMNS, question));
  } else yield* chunksOf(legPages(source, generation, question), await writerOf(LEG_COLUMNS, question));
}
