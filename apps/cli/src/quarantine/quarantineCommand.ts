import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { DeliveryWriter, Quarantine, type QuarantinedBody } from '#ingest';
import { withEventLog } from '../openStores.js';
import { replay } from './replay.js';

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const lineOf = (body: QuarantinedBody): string =>
  [
    body.id,
    body.refusedAt,
    body.source,
    `${body.size} bytes`,
    body.reason,
    ...(body.replayedAt === null ? [] : [`replayed ${body.replayedAt}`]),
  ].join('  ');

const findById = async (quarantine: Quarantine, id: string): Promise<QuarantinedBody> => {
  const found = (await quarantine.list()).filter((body) => body.id.startsWith(id));
  const [only] = found;
  if (only === undefined) throw new Error(`there is no refused body ${id}`);
  if (found.length > 1) throw new Error(`${id} is the beginning of ${found.length} ids: give more of it`);
  return only;
};

const list = (source: string | undefined, options: { all?: boolean }): Promise<void> =>
  withEventLog(async ({ log }) => {
    const bodies = await new Quarantine(log).list(source ?? null);
    const shown = options.all === true ? bodies : bodies.filter(({ replayedAt }) => replayedAt === null);
    for (const body of shown) print(lineOf(body));
    print(`${shown.length} ${options.all === true ? 'kept' : 'open'}`);
  });

const show = (id: string): Promise<void> =>
  withEventLog(async ({ log }) => {
    const body = await findById(new Quarantine(log), id);
    print(lineOf(body));
    print(`SHA-256 ${body.contentHash}`);
    if (body.kept.length < body.size) print(`the first ${body.kept.length} bytes:`);
    process.stdout.write(body.kept);
    print('');
  });

const replayOne = (id: string, options: { file?: string }): Promise<void> =>
  withEventLog(async ({ settings, log }) => {
    const quarantine = new Quarantine(log);
    const body = await findById(quarantine, id);
    const { appended, repeated } = await replay(
      body,
      options.file === undefined ? null : await readFile(options.file),
      {
        writer: new DeliveryWriter({ log }),
        quarantine,
        maxEventBytes: settings.maxEventBytes,
        now: () => new Date().toISOString(),
      },
    );
    print(`${appended} appended, ${repeated} repeated`);
  });

/** `quarantine list | show | replay` */
export const addQuarantineCommand = (program: Command): void => {
  const quarantine = program
    .command('quarantine')
    .description('webhooks that were refused with 400: look at them, send them again')
    .addHelpText(
      'after',
      '\nExample: npm run cli -- quarantine list main; quarantine show 3f0c; quarantine replay 3f0c --file repaired.json',
    );
  quarantine
    .command('list')
    .description('those not sent again yet, the oldest first')
    .argument('[source]', 'only of this source')
    .option('--all', 'those sent again too')
    .addHelpText('after', '\nExample: npm run cli -- quarantine list main --all')
    .action(list);
  quarantine
    .command('show')
    .description('one of them, with its content')
    .argument('<id>', 'its id, or the beginning of it')
    .addHelpText('after', '\nExample: npm run cli -- quarantine show 3f0c')
    .action(show);
  quarantine
    .command('replay')
    .description('take it into the event log after all')
    .argument('<id>', 'its id, or the beginning of it')
    .option('--file <file>', 'the repaired body to take in its place')
    .addHelpText('after', '\nExample: npm run cli -- quarantine replay 3f0c --file repaired.json')
    .action(replayOne);
};
