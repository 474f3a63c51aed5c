import { forEachConcurrently } from '#concurrency';
import { APPENDS_IN_FLIGHT, BodyRefused, readBody, type DeliveryWriter, type Quarantine } from '#ingest';
import { readLines, type Line } from './readLines.js';

export interface RefusedLine {
  readonly line: number;
  readonly reason: string;
}

/** What has come of an import so far. */
export interface ImportProgress {
  /** Lines left out because an earlier run had done them. */
  readonly skipped: number;
  /** Lines read in this run, blank ones aside. */
  readonly read: number;
  readonly appended: number;
  /** Events the log held already. */
  readonly repeated: number;
  readonly refused: number;
  /** The first of the refused lines; all of them are in quarantine. */
  readonly refusedLines: readonly RefusedLine[];
  /** Bytes of the file read, compressed as they may be. */
  readonly bytesRead: number;
  /** Every line up to this one is durable. */
  readonly linesDone: number;
}

interface ImportParts {
  readonly writer: DeliveryWriter;
  readonly quarantine: Quarantine;
  readonly maxEventBytes: number;
  readonly now: () => string;
}

interface ImportOptions {
  readonly file: string;
  readonly source: string;
  /** Lines an earlier run has done. */
  readonly skipLines: number;
  /** Aborted: no further line is begun. */
  readonly signal: AbortSignal;
}

const SHOWN_REFUSED = 20;

/** Deliveries of the past, a line each, by the path webhooks take: no receipt time, up to 128 in flight, in the file's order as far as that goes. */
export class FileImport {
  readonly #counts = { skipped: 0, read: 0, appended: 0, repeated: 0, refused: 0, bytesRead: 0 };
  readonly #refusedLines: RefusedLine[] = [];
  /** Lines begun and not yet done, in order. */
  readonly #active = new Set<number>();
  #lastBegun = 0;

  constructor(
    private readonly parts: ImportParts,
    private readonly options: ImportOptions,
  ) {}

  get progress(): ImportProgress {
    const [oldest] = this.#active;
    const linesDone = oldest === undefined ? this.#lastBegun : oldest - 1;
    return { ...this.#counts, refusedLines: this.#refusedLines, linesDone };
  }

  /** Resolves when all lines are durable, or, once aborted, those that had been begun. @throws StoreUnavailable @throws Error the file cannot be read */
  async run(): Promise<void> {
    await forEachConcurrently(this.#lines(), APPENDS_IN_FLIGHT, async (line) => {
      this.#active.add(line.number);
      this.#lastBegun = line.number;
      await this.#take(line);
      this.#active.delete(line.number);
    });
  }

  async *#lines(): AsyncGenerator<Line> {
    const { file, skipLines, signal } = this.options;
    for await (const line of readLines(file, this.parts.maxEventBytes)) {
      if (signal.aborted) return;
      this.#counts.bytesRead = line.bytesRead;
      if (line.number <= skipLines) {
        this.#counts.skipped++;
        this.#lastBegun = line.number;
        continue;
      }
      this.#counts.read++;
      yield line;
    }
  }

  async #take(line: Line): Promise<void> {
    const { writer, maxEventBytes, now } = this.parts;
    const { bytes, tooLong } = line;
    try {
      if (tooLong !== null) {
        throw new BodyRefused(413, `The line has ${tooLong.size} bytes, up to ${maxEventBytes} are taken.`);
      }
      const arrival = { source: this.options.source, receivedAt: null, importedAt: now() };
      for (const { repeated } of await writer.writeAll(readBody(bytes, maxEventBytes), arrival)) {
        this.#counts[repeated ? 'repeated' : 'appended']++;
      }
    } catch (error) {
      if (!(error instanceof BodyRefused)) throw error;
      await this.#refuse(line, error.reason);
    }
  }

  async #refuse({ number: line, bytes, tooLong }: Line, reason: string): Promise<void> {
    const { file, source } = this.options;
    this.#counts.refused++;
    if (this.#refusedLines.length < SHOWN_REFUSED) this.#refusedLines.push({ line, reason });
    const whole = tooLong === null ? {} : { whole: tooLong };
    await this.parts.quarantine.keep({ source, bytes, ...whole, reason, refusedAt: this.parts.now(), file, line });
  }
}
