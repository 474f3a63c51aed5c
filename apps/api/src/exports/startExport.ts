import type { Registry } from 'prom-client';
import { EXPORT_FILES, type ExportFile, type ExportQuestion } from '#exports';
import { callKey, type CallQueries, type PageKey } from '#ports';
import { Problem, type Logger, type Viewer } from '#server';
import type { StoreSettings } from '#stores';
import { compileFilter } from '../compileFilter.js';
import { filterAt } from '../conditions.js';
import type { Envelope } from '../envelope.js';
import { Query, type Handler } from '../messages.js';
import type { ReadContext, ReadContexts } from '../readContext.js';
import { badQuery } from '../refusals.js';
import { seesContacts } from '../viewer.js';
import { ExportMetrics, type ExportOutcome } from './exportMetrics.js';
import type { AskedExport } from './exportParameters.js';
import { startExportThread, type ExportedFile } from './exportThread.js';

/** Begins a file of all rows that pass the filters. */
export class StartExport extends Query<StartedExport> {
  constructor(
    readonly file: ExportFile,
    readonly asked: AskedExport,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

export interface StartedExport {
  readonly content: ExportedFile;
  readonly envelope: Envelope;
}

/** Each takes a thread and some 100 MB while it runs, and a reader may take its time. */
const AT_ONCE = 4;
const RETRY_AFTER_SECONDS = 30;

/** How a stream says that what it was sent into has been closed. */
const READER_WENT_AWAY = 'ERR_STREAM_PREMATURE_CLOSE';

const outcomeOf = (content: ExportedFile, failure: NodeJS.ErrnoException | null): ExportOutcome => {
  if (failure !== null && failure.code !== READER_WENT_AWAY) return 'broken';
  return content.readableEnded ? 'complete' : 'left';
};

export class StartExportHandler implements Handler<StartExport, StartedExport> {
  #running = 0;
  readonly #metrics: ExportMetrics;

  constructor(
    private readonly contexts: ReadContexts,
    private readonly queries: Pick<CallQueries, 'callOfDialog'>,
    private readonly settings: StoreSettings,
    private readonly logger: Logger,
    registry: Registry,
  ) {
    this.#metrics = new ExportMetrics(registry, () => this.#running);
  }

  /**
   * @throws 400 for a bad filter, or an `after` that is gone; 403 as compileFilter does; 503 while too many run
   * @throws StoreUnavailable
   */
  async execute({ file, asked, viewer }: StartExport): Promise<StartedExport> {
    const { local, dialect, after, ...filter } = asked;
    const conditions = compileFilter(filter, viewer);
    const context = await this.contexts.begin(viewer);
    const question: ExportQuestion = {
      ...EXPORT_FILES[file],
      filter: filterAt(conditions, context.clock),
      after: after === undefined ? null : await this.#placeOf(context, after),
      masked: !seesContacts(viewer),
      zone: local === true ? (filter.timezone ?? 'UTC') : null,
      dialect: dialect ?? 'plain',
      about: { ...context.envelope },
    };
    const content = this.#start(context, question);
    this.#follow(content, file, asked, viewer);
    return { content, envelope: context.envelope };
  }

  async #placeOf(context: ReadContext, id: string): Promise<PageKey> {
    const call = await this.queries.callOfDialog(context.generation, id);
    if (call?.id === id && context.sees(call)) return callKey(call);
    throw badQuery([{ field: 'after', message: 'no call has this id any more: begin anew' }]);
  }

  #start({ generation }: ReadContext, question: ExportQuestion): ExportedFile {
    if (this.#running >= AT_ONCE)
      throw new Problem(503, `${AT_ONCE} exports are running already. Try again later.`, {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        isLogged: true,
      });
    const { readModelUrl, dataDir } = this.settings;
    const content = startExportThread({ stores: { readModelUrl, dataDir }, generation, question });
    this.#running += 1;
    content.once('close', () => (this.#running -= 1));
    return content;
  }

  /** Who took which numbers and names of contacts stands in the log; which contacts were asked for does not. */
  #follow(content: ExportedFile, file: ExportFile, asked: AskedExport, viewer: Viewer): void {
    const { contactNumber, ...rest } = asked;
    const filter = { ...rest, ...(contactNumber === undefined ? {} : { contactNumber: 'hidden' }) };
    const line = { file, key: viewer.name, role: viewer.role, filter };
    if (seesContacts(viewer)) this.logger.info({ audit: 'unmasked_export', ...line }, 'unmasked export begins');
    const began = performance.now();
    let failure: NodeJS.ErrnoException | null = null;
    content.once('error', (error) => (failure = error));
    content.once('close', () => {
      const seconds = Math.round(performance.now() - began) / 1000;
      const end = { ...line, rows: content.rows, seconds };
      const outcome = outcomeOf(content, failure);
      this.#metrics.ended(file, outcome, seconds, content.rows);
      if (outcome === 'broken') this.logger.warn({ ...end, reason: failure?.message }, 'export broke off');
      else this.logger.info(end, outcome === 'complete' ? 'export is complete' : 'the reader of an export went away');
    });
  }
}
