import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { DeliveryWriter } from '#ingest';
import { parseWebhookSources, SOURCE_NAME, SOURCE_NAME_RULE, type Settings } from '#settings';
import { isEmbedded } from '#stores';
import { INTERRUPTED } from '../exitCodes.js';
import { withEventLog, type OpenLog } from '../openStores.js';
import { FileImport } from './importFile.js';
import { ImportState, importKeyOf } from './importState.js';
import { expectNdjson } from './looksLike.js';
import { NOWHERE, openRefusedFile, type RefusedLines } from './refusedFile.js';
import { showImport, summaryOf } from './showImport.js';

const SAVE_MILLISECONDS = 2000;

const HELP = `
Example: npm run cli -- import history.ndjson.gz --source main --refused refused.ndjson

The same path as webhooks, for history: no receipt time, so ended calls are final at once. The services may be running.
A run that was stopped goes on where it was (a small file in DATA_DIR/imports remembers the line); importing a file
once more changes nothing, its events are counted as repeated (over EventStoreDB some as appended: it may store a repeat again).
Lines that are no JSON object or array of objects, or too large, are refused and counted; --refused FILE writes them to a file, as they are. A file
of whose first 100 lines none can be taken is not imported at all.
Exit code: 0 everything is in the log; 1 lines were refused, or the log failed; 130 stopped by Ctrl-C.`;

const readSource = (name: string): string => {
  if (SOURCE_NAME.test(name)) return name;
  throw new InvalidArgumentError(`takes ${SOURCE_NAME_RULE}.`);
};

/** The first Ctrl-C lets what has begun become durable; a second one ends at once. */
const abortOnInterrupt = (): AbortController => {
  const abort = new AbortController();
  process.once('SIGINT', () => {
    abort.abort();
    process.once('SIGINT', () => process.exit(INTERRUPTED));
  });
  return abort;
};

interface Asked {
  readonly source: string;
  /** Where refused lines are written. */
  readonly refused?: string;
}

/** A name that no webhook could come by is a slip of the hand. @throws Error */
const expectConfigured = async (source: string, { webhookSourcesFile }: Settings): Promise<void> => {
  if (webhookSourcesFile === null) return;
  const configured = [...parseWebhookSources(await readFile(webhookSourcesFile, 'utf8')).keys()];
  if (configured.includes(source)) return;
  throw new Error(
    `--source ${source}: WEBHOOK_SOURCES_FILE (${webhookSourcesFile}) has no such source; it has ${configured.join(', ')}`,
  );
};

const refusedLinesOf = (file: string, path: string | undefined, goesOn: boolean): RefusedLines => {
  if (path === undefined) return NOWHERE;
  if (resolve(path) === resolve(file)) throw new Error(`--refused ${path}: this is the file that is imported`);
  return openRefusedFile(path, goesOn);
};

const importFrom = async (file: string, asked: Asked, { settings, log }: OpenLog): Promise<number> => {
  const { source } = asked;
  await expectConfigured(source, settings);
  process.stderr.write(`source: ${source}\n`);
  const key = await importKeyOf(file, source, await log.identity());
  const state = new ImportState(settings.dataDir, key);
  const before = await state.read();
  if (before.linesDone === 0) await expectNdjson(file, settings.maxEventBytes);
  const refused = refusedLinesOf(file, asked.refused, before.linesDone > 0);
  const { signal } = abortOnInterrupt();
  const parts = {
    writer: new DeliveryWriter({ log }),
    refused,
    maxEventBytes: settings.maxEventBytes,
    now: () => new Date().toISOString(),
  };
  const run = new FileImport(parts, { file, source, skipLines: before.linesDone, signal });
  const hide = showImport(() => run.progress, key.size);
  let saving: Promise<unknown> = Promise.resolve();
  const save = () => {
    const { progress } = run;
    const linesDone = Math.max(before.linesDone, progress.linesDone);
    const mark = { linesDone, refused: before.refused + progress.refused };
    return (saving = saving.then(() => state.save(mark)));
  };
  const timer = setInterval(() => void save(), SAVE_MILLISECONDS);
  try {
    await run.run();
  } finally {
    clearInterval(timer);
    hide();
    refused.close();
    await save();
    process.stdout.write(`${summaryOf(run.progress, isEmbedded(settings.eventStoreUrl))}\n`);
  }
  if (signal.aborted) {
    process.stdout.write(`stopped after line ${run.progress.linesDone}: the same command goes on from there\n`);
    return INTERRUPTED;
  }
  await state.forget();
  return before.refused + run.progress.refused > 0 ? 1 : 0;
};

/** `import FILE --source S` */
export const addImportCommand = (program: Command): void => {
  program
    .command('import')
    .description('take deliveries of the past into the event log, one JSON object a line')
    .argument('<file>', 'file in NDJSON; gunzipped when it ends in .gz')
    .requiredOption('--source <name>', 'the application of the platform they came from', readSource)
    .addHelpText('after', HELP)
    .option(
      '--refused <file>',
      'writes the lines that are refused to this file: anew, or on after a run that was stopped',
    )
    .action(async (file: string, asked: Asked) => {
      process.exitCode = await withEventLog((open) => importFrom(file, asked, open));
    });
};
