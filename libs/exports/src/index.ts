export { CALL_COLUMNS, LEG_COLUMNS } from './columns.js';
export { CSV_DIALECTS, csvHead, csvLine, type CsvDialect } from './csv.js';
export { exportChunks, type ExportChunk } from './exportChunks.js';
export * from './exportFiles.js';
export type { ExportSource } from './pages.js';
export type { ExportQuestion } from './question.js';
