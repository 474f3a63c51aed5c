import { type Command } from 'commander';
import { grantEventStoreRights } from '#stores';

const ADMIN_URL = 'EVENT_STORE_ADMIN_URL';

const HELP = `
${ADMIN_URL} names the server as EVENT_STORE_URL does, with an administrator's user and password. It is read from the
environment alone, not from .env: nothing else needs it. What else the server's two streams of rights say stays as it is.
Where nothing is left to change nothing is written. Exit code: 0 the rights stand (or were shown); 1 otherwise.`;

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const grantRights = async ({ group, dryRun = false }: { group: string; dryRun?: boolean }): Promise<void> => {
  const url = process.env[ADMIN_URL]?.trim();
  if (url === undefined || url === '')
    throw new Error(`${ADMIN_URL}: set it to the server's URL with an administrator in it`);
  const changes = await grantEventStoreRights({ url, group, dryRun });
  for (const { stream, before, after } of changes) {
    print(stream);
    print(`  before: ${before === null ? 'nothing' : JSON.stringify(before)}`);
    print(`  after:  ${JSON.stringify(after)}`);
  }
  if (changes.length === 0) print(`nothing to change: ${group} has these rights`);
  else print(dryRun ? 'nothing was written (--dry-run)' : `written: ${group} has these rights now`);
};

/** `eventstore rights` */
export const addEventStoreCommand = (program: Command): void => {
  program
    .command('eventstore')
    .description('what an EventStoreDB or KurrentDB server needs')
    .command('rights')
    .description('let a group of users follow the log, read and write its streams, and close them to others')
    .requiredOption('--group <name>', "the group that the product's user belongs to")
    .option('--dry-run', 'only show what would be written')
    .addHelpText('after', HELP)
    .action(grantRights);
};
