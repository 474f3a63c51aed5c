import { forEachConcurrently } from '#concurrency';
import { BodyRefused, readBody, type DeliveryWriter, type ReceivedDelivery } from '#ingest';
import { EventTooLarge } from '#ports';
import { readLines, type Line } from './readLines.js';
import type { RefusedLines } from './refusedFile.js';

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
  /** The first of the refused lines. */
  readonly refusedLines: readonly RefusedLine[];
  /** Bytes of the file read, compressed as they may be. */
  readonly bytesRead: number;
  /** Every line up to this one is durable or refused. */
  readonly linesDone: number;
}

interface ImportParts {
  readonly writer: DeliveryWriter;
  /** Gets the lines that are refused, in the file's order. */
  readonly refused: RefusedLines;
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

/** A line that can be taken. */
interface TakenLine {
  readonly line: Line;
  readonly deliveries: readonly ReceivedDelivery[];
}

const SHOWN_REFUSED = 20;
/** Enough to keep an event log busy; what its adapter cannot append at once waits there. */
const LINES_AT_ONCE = 128;

/**
 * Deliveries of the past, a line each, by the path webhooks take: no receipt time, up to 128 lines at once, in the file's order as far as
 * that goes.
 */
export class FileImport {
  readonly #counts = { skipped: 0, read: 0, appended: 0, repeated: 0, refused: 0, bytesRead: 0 };
  readonly #refusedLines: RefusedLine[] = [];
  /** Lines begun and not yet done, in order. */
  readonly #active = new Set<number>();
  #lastBegun = 0;
  /** Lines that the event log finds too large, whatever this program takes. */
  readonly #tooLarge: { readonly line: Line; readonly reason: string }[] = [];

  constructor(
    private readonly parts: ImportParts,
    private readonly options: ImportOptions,
  ) {}

  get progress(): ImportProgress {
    const [oldest] = this.#active;
    const linesDone = oldest === undefined ? this.#lastBegun : oldest - 1;
    return { ...this.#counts, refusedLines: this.#refusedLines, linesDone };
  }

  /**
   * Resolves when all lines are durable or refused or, once aborted, those that had been begun.
   * @throws StoreUnavailable @throws Error the file cannot be read, or the refused lines cannot be written
   */
  async run(): Promise<void> {
    await forEachConcurrently(this.#lines(), LINES_AT_ONCE, async (taken) => {
      try {
        await this.#append(taken);
        this.#active.delete(taken.line.number);
      } catch (error) {
        if (!(error instanceof EventTooLarge)) throw error;
        this.#tooLarge.push({ line: taken.line, reason: error.message });
      }
    });
    this.#refuseTooLarge();
  }

  /** Between two lines, since a refused line may come in parts. */
  #refuseTooLarge(): void {
    for (const { line, reason } of this.#tooLarge.splice(0)) {
      this.#refuse(line, reason);
      this.#active.delete(line.number);
    }
  }

  /** The lines that can be taken; the others are refused on the way, so that they are written in the file's order. */
  async *#lines(): AsyncGenerator<TakenLine> {
    const { file, skipLines, signal } = this.options;
    const { maxEventBytes: limit, refused } = this.parts;
    const onLongLine = (part: Buffer, number: number): void => {
      if (number > skipLines) refused.add(part);
    };
    for await (const line of readLines(file, { limit, onLongLine })) {
      this.#refuseTooLarge();
      if (signal.aborted) return;
      this.#counts.bytesRead = line.bytesRead;
      if (line.number <= skipLines) {
        this.#counts.skipped++;
        this.#lastBegun = line.number;
        continue;
      }
      this.#counts.read++;
      const deliveries = this.#read(line);
      this.#lastBegun = line.number;
      if (deliveries === null) continue;
      this.#active.add(line.number);
      yield { line, deliveries };
    }
  }

  /** Null for a line that is refused. */
  #read(line: Line): readonly ReceivedDelivery[] | null {
    const { maxEventBytes } = this.parts;
    try {
      if (line.size > maxEventBytes) {
        throw new BodyRefused(413, `The line has ${line.size} bytes, up to ${maxEventBytes} are taken.`);
      }
      return readBody(line.bytes, maxEventBytes);
    } catch (error) {
      if (!(error instanceof BodyRefused)) throw error;
      this.#refuse(line, error.reason);
      return null;
    }
  }

  #refuse({ number: line, bytes }: Line, reason: string): void {
    this.#counts.refused++;
    if (this.#refusedLines.length < SHOWN_REFUSED) this.#refusedLines.push({ line, reason });
    this.parts.refused.add(bytes);
    this.parts.refused.endLine();
  }

  async #append({ deliveries }: TakenLine): Promise<void> {
    const { writer, now } = this.parts;
    const arrival = { source: this.options.source, receivedAt: null, importedAt: now() };
    for (const { repeated } of await writer.writeAll(deliveries, arrival)) {
      this.#counts[repeated ? 'repeated' : 'appended']++;
    }
  }
}
