import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { isoSecondsOf, isZoneName, readTime, type CallFilter } from '#domain';
import {
  CSV_DIALECTS,
  EXPORT_FILES,
  exportChunks,
  type CsvDialect,
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

const HELP = `
Example: npm run cli -- export calls.csv --to-file august.csv --from 2020-08-01 --to 2020-09-01 --timezone Europe/Warsaw

The same files as the API's /v1/export, as an administrator sees them; --masked as an analyst does. The services may be running.
A CSV or NDJSON file that was stopped holds whole rows only: the same command with --after and the id of the last call goes on in it.
A Parquet file takes its name only once it is whole.
Exit code: 0 the file is complete; 1 it is not; 130 stopped by Ctrl-C.`;

interface Asked {
  readonly toFile?: string;
  readonly from?: string;
  readonly to?: string;
  readonly timezone: string;
  readonly local?: boolean;
  readonly dialect: CsvDialect;
  readonly source?: readonly string[];
  readonly project?: readonly string[];
  readonly campaign?: readonly string[];
  readonly masked?: boolean;
  readonly after?: string;
  readonly force?: boolean;
}

const momentOf = (option: string, text: string | undefined, timezone: string): string | undefined => {
  if (text === undefined) return undefined;
  const moment = readTime(text, timezone);
  if (moment === null) throw new Error(`${option} ${text}: takes a date, or a time with Z or an offset`);
  return isoSecondsOf(moment);
};

const filterOf = (asked: Asked): CallFilter => {
  const { graceSeconds, staleSeconds } = loadSettings();
  const { source, project, campaign, timezone } = asked;
  const from = momentOf('--from', asked.from, timezone);
  const to = momentOf('--to', asked.to, timezone);
  return {
    attribution: 'start',
    clock: { now: Date.now(), graceSeconds, staleSeconds },
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(source === undefined ? {} : { source }),
    ...(project === undefined ? {} : { project }),
    ...(campaign === undefined ? {} : { campaign }),
  };
};

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

/** Rows written; all of them, unless it was stopped. */
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
  try {
    for await (const { rows, bytes } of exportChunks(readModels, generation, question)) {
      if (signal.aborted) break;
      await target.write(bytes);
      written += rows;
    }
    return written;
  } finally {
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

const run = (file: ExportFile, asked: Asked): Promise<void> =>
  withStores(async ({ readModels }) => {
    const kind = EXPORT_FILES[file];
    if (asked.after !== undefined && (kind.format === 'parquet' || kind.table === 'legs'))
      throw new Error('--after: only calls.csv and calls.ndjson can be gone on with');
    if (asked.local === true && kind.format === 'parquet') throw new Error('--local: the times of Parquet are in UTC');
    const generation = await liveGeneration(readModels);
    const question: ExportQuestion = {
      ...kind,
      filter: filterOf(asked),
      after: asked.after === undefined ? null : await placeOf(readModels, generation, asked.after),
      masked: asked.masked ?? false,
      zone: asked.local === true ? asked.timezone : null,
      dialect: asked.dialect,
      about: { projection: generationName(generation) },
    };
    process.exitCode = await exportTo(asked.toFile ?? file, { readModels, generation, question }, asked.force ?? false);
  });

const readZone = (name: string): string => {
  if (isZoneName(name)) return name;
  throw new InvalidArgumentError('takes the IANA name of a time zone (Europe/Warsaw).');
};

/** `export FILE` */
export const addExportCommand = (program: Command): void => {
  program
    .command('export')
    .description('all calls or legs as a file')
    .addArgument(new Argument('<file>', 'what to write').choices(Object.keys(EXPORT_FILES)))
    .option('--to-file <path>', 'where to (default: under its own name into this folder)')
    .option('--from <time>', 'calls that start at this moment or later: a date, or a time with Z or an offset')
    .option('--to <time>', 'calls that start before this moment')
    .option('--timezone <name>', 'the zone of dates, and with --local of the times that are written', readZone, 'UTC')
    .option('--local', 'writes times with the offset of --timezone')
    .option('--source <name...>', 'calls of these sources')
    .option('--project <id...>', 'calls of these projects')
    .option('--campaign <id...>', 'calls of these campaigns')
    .addOption(new Option('--dialect <name>', 'of CSV').choices(CSV_DIALECTS).default('plain'))
    .option('--masked', 'masks numbers and names of contacts')
    .option('--after <call id>', 'goes on in the file, behind this call, the last one in it')
    .option('--force', 'replaces a file that is there')
    .addHelpText('after', HELP)
    .action(run);
};
