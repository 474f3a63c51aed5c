import { Argument, Option, type Command } from 'commander';
import {
  CSV_DIALECTS,
  EXPORT_FILES,
  exportChunks,
  type CsvDialect,
  type ExportChunk,
  type ExportFile,
  type ExportQuestion,
} from '#exports';
import { callKey, CALLS, generationName, liveOf, type Generation, type PageKey, type ReadModels } from '#ports';
import { loadSettings } from '#settings';
import { whole } from '../amounts.js';
import { INTERRUPTED } from '../exitCodes.js';
import { withStores } from '../openStores.js';
import { showProgress } from '../showProgress.js';
import { openTarget, type ExportTarget } from './exportTarget.js';
import { addFilterOptions, askedFilter, filterAt, type FilterOptions } from './filterOptions.js';

const HELP = `
Example: npm run cli -- export calls.csv --to-file august.csv --from 2020-08-01 --to 2020-09-01 --timezone Europe/Warsaw

The same files and filters as the API's /v1/export, as an administrator sees them; --masked as an analyst does. The services may be running.
A CSV or NDJSON file that was stopped holds whole rows only: the same command with --after and the id of the last call goes on in it.
A Parquet file takes its name only once it is whole.
Exit code: 0 the file is complete; 1 it is not; 130 stopped by Ctrl-C.`;

interface Options extends FilterOptions {
  readonly toFile?: string;
  readonly dialect: CsvDialect;
  readonly after?: string;
}

interface Flags {
  readonly local?: true;
  readonly masked?: true;
  readonly force?: true;
}

const liveGeneration = async (readModels: ReadModels): Promise<Generation> => {
  const live = liveOf(await readModels.generations(CALLS));
  if (live === undefined) throw new Error('there are no calls yet: a projector has to make them (npm start)');
  return live;
};

const placeOf = async (readModels: ReadModels, generation: Generation, id: string): Promise<PageKey> => {
  const call = await readModels.callOfDialog(generation, id);
  if (call?.id !== id) throw new Error(`--after ${id}: no call has this id any more: begin anew, with --force`);
  return callKey(call);
};

/** The first Ctrl-C ends the export after the piece at hand. */
const abortOnInterrupt = (): AbortSignal => {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  return abort.signal;
};

/** Shows how many of the rows are written (showProgress). */
const showRows = (written: () => number, total: number): (() => void) => {
  const startedAt = performance.now();
  return showProgress({
    total,
    done: written,
    fields: () => ({ rate: `${whole(written() / ((performance.now() - startedAt) / 1000))} rows/s` }),
    format: '{bar} {percentage}% | {value} of {total} rows | {rate} | {eta_formatted} left',
    line: ({ rate }) => `${whole(written())} of ${whole(total)} rows, ${rate}`,
  });
};

/** @returns the rows written: all of them, unless it was stopped */
const writeFile = async (
  { readModels, generation, question }: Work,
  target: ExportTarget,
  signal: AbortSignal,
): Promise<number> => {
  const { table, filter } = question;
  const total = await (table === 'calls'
    ? readModels.countCalls(generation, filter)
    : readModels.countLegs(generation, filter));
  let written = 0;
  const hide = showRows(() => written, total);
  const write = async ({ rows, bytes }: ExportChunk): Promise<void> => {
    await target.write(bytes);
    written += rows;
  };
  let writing = Promise.resolve();
  try {
    for await (const chunk of exportChunks(readModels, generation, question)) {
      await writing; // the one before, while this one was made
      if (signal.aborted) break;
      writing = write(chunk);
      writing.catch(() => undefined); // whoever waits for it is told
    }
    await writing;
    return written;
  } finally {
    await Promise.allSettled([writing]); // what has become of the target is decided next
    hide();
  }
};

interface Work {
  readonly readModels: ReadModels;
  readonly generation: Generation;
  readonly question: ExportQuestion;
}

const exportTo = async (path: string, work: Work, force: boolean): Promise<number> => {
  const { format, after } = work.question;
  const target = await openTarget(path, { force, goesOn: after !== null, isWholeOrNothing: format === 'parquet' });
  const signal = abortOnInterrupt();
  try {
    const rows = await writeFile(work, target, signal);
    await (signal.aborted ? target.giveUp() : target.keep());
    const what = signal.aborted ? 'stopped after' : 'written';
    process.stdout.write(`${path}: ${whole(rows)} rows ${what}, of ${generationName(work.generation)}\n`);
    return signal.aborted ? INTERRUPTED : 0;
  } catch (error) {
    await target.giveUp();
    throw error;
  }
};

const run = (file: ExportFile, options: Options & Flags): Promise<void> =>
  withStores(async ({ readModels }) => {
    const kind = EXPORT_FILES[file];
    const { after, local, masked, force, dialect, toFile } = options;
    if (after !== undefined && (kind.format === 'parquet' || kind.table === 'legs'))
      throw new Error('--after: only calls.csv and calls.ndjson can be gone on with');
    if (local === true && kind.format === 'parquet') throw new Error('--local: the times of Parquet are in UTC');
    const asked = askedFilter(options);
    const { graceSeconds, staleSeconds } = loadSettings();
    const generation = await liveGeneration(readModels);
    const question: ExportQuestion = {
      ...kind,
      filter: filterAt(asked, { now: Date.now(), graceSeconds, staleSeconds }),
      after: after === undefined ? null : await placeOf(readModels, generation, after),
      masked: masked ?? false,
      zone: local === true ? (asked.timezone ?? 'UTC') : null,
      dialect,
      about: { projection: generationName(generation) },
    };
    process.exitCode = await exportTo(toFile ?? file, { readModels, generation, question }, force ?? false);
  });

/** `export FILE` */
export const addExportCommand = (program: Command): void => {
  const command = program
    .command('export')
    .description('all calls or legs as a file')
    .addArgument(new Argument('<file>', 'what to write').choices(Object.keys(EXPORT_FILES)))
    .option('--to-file <path>', 'where to (default: under its own name into this folder)');
  addFilterOptions(command)
    .option('--local', 'writes times with the offset of --timezone')
    .addOption(new Option('--dialect <name>', 'of CSV').choices(CSV_DIALECTS).default('plain'))
    .option('--masked', 'masks numbers and names of contacts')
    .option('--after <call id>', 'goes on in the file, behind this call, the last one in it')
    .option('--force', 'replaces a file that is there')
    .addHelpText('after', HELP)
    .action(run);
};
