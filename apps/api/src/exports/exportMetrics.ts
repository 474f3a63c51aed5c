import { Gauge, Histogram, type Registry } from 'prom-client';
import type { ExportFile } from '#exports';

const SECONDS = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600];
const ROWS = [0, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000];

/** How an export came to its end: whole, broken off by an error, or left by its reader. */
export type ExportOutcome = 'complete' | 'broken' | 'left';

/** What is measured of exports, by file. */
export class ExportMetrics {
  readonly #duration: Histogram<'file' | 'outcome'>;
  readonly #rows: Histogram<'file'>;

  /** @param running how many files are being made now */
  constructor(registry: Registry, running: () => number) {
    const registers = [registry];
    new Gauge({
      name: 'exports_running',
      help: 'Exports whose files are being made',
      registers,
      collect() {
        this.set(running());
      },
    });
    this.#duration = new Histogram({
      name: 'export_duration_seconds',
      help: 'From the beginning of an export to its end, at the pace of its reader, by file and outcome',
      labelNames: ['file', 'outcome'],
      buckets: SECONDS,
      registers,
    });
    this.#rows = new Histogram({
      name: 'export_rows',
      help: 'Rows of an export up to its end, by file',
      labelNames: ['file'],
      buckets: ROWS,
      registers,
    });
  }

  /** An export has come to its end. */
  ended(file: ExportFile, outcome: ExportOutcome, seconds: number, rows: number): void {
    this.#duration.observe({ file, outcome }, seconds);
    this.#rows.observe({ file }, rows);
  }
}
