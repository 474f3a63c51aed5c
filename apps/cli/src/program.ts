import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Rules } from '#domain';
import { BadSettings, hideCredentials, keepToOwner } from '#settings';
import { addAuditCommand } from './audit/auditCommand.js';
import { addDoctorCommand } from './doctor/doctorCommand.js';
import { addEventStoreCommand } from './eventstore/eventstoreCommand.js';
import { addExportCommand } from './export/exportCommand.js';
import { addImportCommand } from './import/importCommand.js';
import { addQuarantineCommand } from './quarantine/quarantineCommand.js';
import { addGenerationCommands } from './rebuild/generationCommands.js';
import { addRebuildCommand } from './rebuild/rebuildCommand.js';

const HELP = `
Which stores a command works on stands on standard error. It asks for no key: whoever can run it has the stores' files or addresses.
Nothing is ever asked for, so every command can run from cron.
help COMMAND shows an example of each.`;

/** Whoever reads the output may have enough of it, as `| head` has. */
const endOnceNobodyReads = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
};

/** Of package.json, which stands above both the sources and dist/. */
const productVersion = (): string => {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('..', folder);
  return (JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { version: string }).version;
};

/** Does what this process' arguments say. Standard error and the exit code say what went wrong. */
export const runProgram = async (rules: Rules): Promise<void> => {
  endOnceNobodyReads();
  keepToOwner();
  const program = new Command('cli')
    .description('Works on the same data as the services, by the same settings (environment or .env)')
    .version(productVersion(), '--version', 'prints the version of the product')
    .addHelpText('after', HELP)
    .showHelpAfterError('(--help says more)');
  addImportCommand(program);
  addExportCommand(program);
  addQuarantineCommand(program);
  addRebuildCommand(program, rules);
  addGenerationCommands(program, rules);
  addAuditCommand(program, rules);
  addDoctorCommand(program, rules);
  addEventStoreCommand(program);
  try {
    await program.parseAsync();
  } catch (error) {
    const lines =
      error instanceof BadSettings ? error.problems : [error instanceof Error ? error.message : String(error)];
    process.stderr.write(`${lines.map(hideCredentials).join('\n')}\n`);
    process.exitCode = 1;
  }
};
