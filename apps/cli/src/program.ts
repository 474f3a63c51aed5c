import { Command } from 'commander';
import type { Rules } from '#domain';
import { BadSettings, hideCredentials } from '#settings';
import { addEventStoreCommand } from './eventstore/eventstoreCommand.js';
import { addImportCommand } from './import/importCommand.js';
import { addQuarantineCommand } from './quarantine/quarantineCommand.js';
import { addGenerationCommands } from './rebuild/generationCommands.js';
import { addRebuildCommand } from './rebuild/rebuildCommand.js';

/** Whoever reads the output may have enough of it, as `| head` has. */
const endOnceNobodyReads = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
};

/** Does what this process' arguments say. What goes wrong is told on standard error and by the exit code. */
export const runProgram = async (rules: Rules): Promise<void> => {
  endOnceNobodyReads();
  const program = new Command('cli')
    .description('Works on the same data as the services, by the same settings (environment or .env)')
    .showHelpAfterError('(--help tells more)');
  addImportCommand(program);
  addQuarantineCommand(program);
  addRebuildCommand(program, rules);
  addGenerationCommands(program, rules);
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
